package dev.caravan.system.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.RowBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceCodecTest {
    private final PlaceCodec codec = new PlaceCodec("notes");

    @Test
    void shouldWritePlacesAsTheServerDoes() {
        List<String> read = new ArrayList<>();

        read.add(read(0, 1));
        read.add(read(0, 290));
        read.add(read(255, 7));
        read.add(read(0x8000_0000, 0));
        read.add(read(-1, 0xffff));

        assertThat(read).containsExactly("(0,1)", "(0,290)", "(255,7)", "(2147483648,0)", "(4294967295,65535)");
    }

    @Test
    void shouldRefuseAPlaceThatDoesNotComeAfterTheOneBefore() {
        read(5, 2);

        assertThatThrownBy(() -> read(5, 2))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("another order");
        assertThatThrownBy(() -> read(4, 9)).isInstanceOf(CaravanException.class);
        assertThat(read(5, 3)).isEqualTo("(5,3)");
    }

    private String read(int block, int number) {
        byte[] bytes = ByteBuffer.allocate(8)
                .putShort((short) 0)
                .putInt(block)
                .putShort((short) number)
                .array();
        RowBuffer rows = new RowBuffer(List.of("ctid"), 1);
        rows.beginRow(0);
        codec.read(bytes, 2, 6, rows);
        rows.endRow();
        return rows.text(0, 0);
    }
}
