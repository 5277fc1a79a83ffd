package dev.caravan.system.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Position;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records far larger than memory may be. */
class RecordSizeTest {
    private static final long HUGE = 200L << 20;

    @ParameterizedTest
    @EnumSource(
            value = Framing.class,
            names = {"START", "LINES"})
    void shouldReadOverAHugeRecordInConstantMemory(Framing framing) throws IOException {
        boolean lines = framing == Framing.LINES;
        String before = lines ? "{\"a\":1}\n{\"b\":\"" : "[{\"a\":1},{\"b\":\"";
        String behind = lines ? "\"}\n{\"c\":3}" : "\"},{\"c\":3}]";
        Limits limits = Limits.DEFAULT;
        Letters huge = new Letters();
        Window window = new Window(between(before, huge, behind), 0, limits);
        RecordFramer framer = new RecordFramer(window, framing, limits);
        Batch batch = new Batch(Framed.FILE, Position.START, 10, limits.chunkBytes(), 0);

        framer.read(batch);

        Framed read = new Framed();
        read.add(batch.chunk(framer.position()));
        int place = before.indexOf("{\"b");
        assertThat(read.records).containsExactly("{\"a\":1}", "record_too_large@" + place, "{\"c\":3}");
        assertThat(framer.position().offset()).isEqualTo(before.length() + HUGE + behind.length());
        assertThat(huge.largestArray).isLessThanOrEqualTo(limits.recordBytes() + limits.windowBytes());
        assertThat(window.bytes()).hasSize(limits.windowBytes());
    }

    private static InputStream between(String before, InputStream huge, String behind) {
        return new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(before.getBytes(UTF_8)),
                huge,
                new ByteArrayInputStream(behind.getBytes(UTF_8)))));
    }

    /** Very many letters; notes how large the arrays are that it is read into. */
    private static final class Letters extends InputStream {
        private long left = HUGE;
        private int largestArray;

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            largestArray = Math.max(largestArray, target.length);
            int read = (int) Math.min(left, length);
            Arrays.fill(target, offset, offset + read, (byte) 'x');
            left -= read;
            return read == 0 ? -1 : read;
        }
    }
}
