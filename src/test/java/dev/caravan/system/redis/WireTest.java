package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

class WireTest {
    @Test
    void shouldReadEveryKindOfAnswerWhereverItIsCut() throws Exception {
        String answers = "+OK\r\n+QUEUED\r\n:-42\r\n$4\r\na\r\nb\r\n$-1\r\n*-1\r\n-WRONGTYPE of é\r\n"
                + "*3\r\n:7\r\n*1\r\n$0\r\n\r\n-ERR in it\r\n";
        for (int step : List.of(1, 2, 3, 7, 1000)) {
            Wire wire = wire(answers.getBytes(UTF_8), step);

            assertThat(wire.read()).isEqualTo(bytes("OK"));
            assertThat(wire.read()).isEqualTo(bytes("QUEUED"));
            assertThat(wire.read()).isEqualTo(-42L);
            assertThat(wire.read()).isEqualTo(bytes("a\r\nb"));
            assertThat(wire.read()).isNull();
            assertThat(wire.read()).isNull();
            assertThat(refusal(wire.read())).isEqualTo("WRONGTYPE of é");
            List<?> list = (List<?>) wire.read();
            assertThat(list.get(0)).isEqualTo(7L);
            assertThat((byte[]) ((List<?>) list.get(1)).get(0)).isEmpty();
            assertThat(refusal(list.get(2))).isEqualTo("ERR in it");
        }
    }

    @Test
    void shouldLeaveTextsWhereTheyLieAlsoBeyondABlock() throws Exception {
        byte[] large = new byte[150_000];
        Arrays.fill(large, (byte) 'x');
        String answers =
                ":1\r\n*3\r\n$2\r\nab\r\n$0\r\n\r\n$150000\r\n" + new String(large, ISO_8859_1) + "\r\n-NO list\r\n";
        for (int step : List.of(1000, 65_536, 200_000)) {
            Wire wire = wire(answers.getBytes(UTF_8), step);
            Spans texts = new Spans();
            wire.read();

            assertThat(wire.read(texts)).isTrue();
            assertThat(texts.count()).isEqualTo(3);
            assertThat(text(texts, 0)).isEqualTo(bytes("ab"));
            assertThat(text(texts, 1)).isEmpty();
            assertThat(text(texts, 2)).isEqualTo(large);
            assertThat(wire.read(texts)).isFalse();
            assertThat(wire.beginList()).isNull();
            assertThat(wire.read()).isInstanceOf(JedisDataException.class);
        }
    }

    @Test
    void shouldSendCommandsInOrderAlsoBeyondABlock() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Wire wire = new Wire(InputStream.nullInputStream(), out);
        byte[] large = new byte[70_000];
        Arrays.fill(large, (byte) 'y');

        wire.send(bytes("SET"), bytes("k"), large);
        wire.send(bytes("PING"));
        wire.flush();

        assertThat(out.toString(UTF_8))
                .isEqualTo("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$70000\r\n" + new String(large, UTF_8)
                        + "\r\n*1\r\n$4\r\nPING\r\n");
    }

    @Test
    void shouldFailWhereAnAnswerIsCutOffOrNone() {
        assertThatThrownBy(() -> wire(bytes("$5\r\nab"), 10).read()).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> wire(bytes("*2\r\n:1\r\n"), 10).read()).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> wire(bytes("HTTP/1.1 400"), 10).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("72");
    }

    private static String refusal(Object answer) {
        return ((JedisDataException) answer).getMessage();
    }

    private static byte[] text(Spans texts, int text) {
        return Arrays.copyOfRange(texts.bytes(), texts.from(text), texts.to(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** A wire that gives at most so many bytes at once. */
    private static Wire wire(byte[] answers, int step) {
        InputStream in = new FilterInputStream(new ByteArrayInputStream(answers)) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return super.read(into, offset, Math.min(length, step));
            }
        };
        return new Wire(in, new ByteArrayOutputStream());
    }
}
