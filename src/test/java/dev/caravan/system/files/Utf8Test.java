package dev.caravan.system.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    private static final int[] EDGES = {
        0x00, 0x22, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
        0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
    };

    @Test
    void shouldAgreeWithTheJdkOnEveryTwoBytes() {
        for (int pair = 0; pair < 1 << 16; pair++) {
            assertAgrees(new byte[] {(byte) (pair >> 8), (byte) pair});
        }
    }

    @Test
    void shouldAgreeWithTheJdkOnEveryFourBytesAtTheEdges() {
        for (int first : EDGES) {
            for (int second : EDGES) {
                for (int third : EDGES) {
                    for (int fourth : EDGES) {
                        assertAgrees(new byte[] {(byte) first, (byte) second, (byte) third, (byte) fourth});
                    }
                }
            }
        }
    }

    @Test
    void shouldAgreeWithTheJdkOnRandomTexts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int index = 0; index < bytes.length; index++) {
                boolean ascii = random.nextInt(3) > 0;
                bytes[index] = (byte) (ascii ? 'a' : EDGES[random.nextInt(EDGES.length)]);
            }

            assertThat(Utf8.firstInvalid(bytes, 0, bytes.length))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(firstInvalidByTheJdk(bytes));
        }
    }

    @Test
    void shouldLookAtNothingOutsideItsBounds() {
        byte[] bytes = {(byte) 0xFF, 'a', (byte) 0xC3, (byte) 0xBC, (byte) 0xFF};

        assertThat(Utf8.firstInvalid(bytes, 1, 4)).isEqualTo(-1);
        assertThat(Utf8.firstInvalid(bytes, 1, 3)).isEqualTo(2);
        assertThat(Utf8.firstInvalid(bytes, 1, 5)).isEqualTo(4);
    }

    private static void assertAgrees(byte[] bytes) {
        int found = Utf8.firstInvalid(bytes, 0, bytes.length);
        int expected = firstInvalidByTheJdk(bytes);
        if (found != expected) {
            assertThat(found).as(HexFormat.of().formatHex(bytes)).isEqualTo(expected);
        }
    }

    private static int firstInvalidByTheJdk(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        boolean wrong =
                decoder.decode(in, CharBuffer.allocate(bytes.length + 1), true).isError();
        return wrong ? in.position() : -1;
    }
}
