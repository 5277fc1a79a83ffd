package dev.caravan.transformer;

import static dev.caravan.transformer.Samples.apply;
import static dev.caravan.transformer.Samples.col;
import static dev.caravan.transformer.Samples.context;
import static dev.caravan.transformer.Samples.fields;
import static dev.caravan.transformer.Samples.table;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.model.Transform;
import dev.caravan.model.Transform.As;
import dev.caravan.spi.Mapping;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes, vectors and JSON cells of tables, which JSON text has no form for, on their way through {@code fields:} and jq. */
class BytesFieldTest {
    private static final byte[] BYTES = {0, 0, (byte) 0x80, 0x3f, (byte) 0xff, 1, 2, 3};

    @ParameterizedTest
    @EnumSource(names = {"BLOB", "VECTOR"})
    void shouldHandBytesOnUnchangedThroughFields(CellType type) {
        Mapping mapping = Mappings.of(
                fields(Samples.column("id", "id"), Samples.column("v", "gone", "vector")),
                context(table("t", "id INTEGER", "v BLOB")));

        Chunk chunk = apply(mapping, record(type));

        assertThat(chunk.rejects()).isEmpty();
        assertThat(chunk.rows().type(0, 1)).isEqualTo(type);
        assertThat(chunk.rows().bytes(0, 1)).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @EnumSource(names = {"BLOB", "VECTOR"})
    void shouldHandBytesOnUnchangedThroughJq(CellType type) {
        Mapping mapping = jq("{id, v: .vector, n: .meta.n}", "id INTEGER", "v ANY", "n INTEGER");

        Chunk chunk = apply(mapping, record(type));

        assertThat(chunk.rejects()).isEmpty();
        assertThat(chunk.rows().type(0, 1)).isEqualTo(type);
        assertThat(chunk.rows().bytes(0, 1)).isEqualTo(BYTES);
        assertThat(chunk.rows().longValue(0, 2)).isEqualTo(9007199254740993L);
    }

    @Test
    void shouldRejectBytesWhereTheColumnTakesText() {
        Mapping fields = Mappings.of(fields(Samples.column("v", "vector")), context(table("t", "v TEXT")));

        assertThat(apply(fields, record(CellType.VECTOR)).rejects())
                .extracting("code")
                .containsExactly("bad_type");
        assertThat(apply(jq("{v: .vector}", "v TEXT"), record(CellType.VECTOR)).rejects())
                .extracting("code")
                .containsExactly("bad_type");
    }

    @Test
    void shouldRejectBytesThatAreToBecomeJson() {
        Mapping fields =
                Mappings.of(fields(col("v").first("vector").as(As.JSON).build()), context(table("t", "v TEXT")));

        assertThat(apply(fields, record(CellType.BLOB)).rejects())
                .extracting("code")
                .containsExactly("bad_type");
        assertThat(apply(jq("{v: [.vector]}", "v TEXT"), record(CellType.BLOB)).rejects())
                .extracting("code")
                .containsExactly("bad_type");
    }

    private static Mapping jq(String program, String... columns) {
        return Mappings.of(new Transform.Jq(program), context(table("t", columns)));
    }

    private static RowRecords record(CellType type) {
        RowBuffer rows = new RowBuffer(List.of("id", "vector", "meta"), 1);
        rows.beginRow(0);
        rows.addLong(7);
        rows.addBytes(type, BYTES);
        rows.addBytes(CellType.JSON, "{\"n\":9007199254740993}".getBytes(UTF_8));
        rows.endRow();
        return new RowRecords("docs", rows, new int[] {0}, 0);
    }
}
