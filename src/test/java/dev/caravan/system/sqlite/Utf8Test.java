package dev.caravan.system.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    private static final byte[] LEADS = {
        (byte) 0x80,
        (byte) 0xbf,
        (byte) 0xc0,
        (byte) 0xc1,
        (byte) 0xc2,
        (byte) 0xdf,
        (byte) 0xe0,
        (byte) 0xed,
        (byte) 0xef,
        (byte) 0xf0,
        (byte) 0xf4,
        (byte) 0xf5,
        (byte) 0xff,
        'a',
        0
    };

    @Test
    void shouldAgreeWithTheJdkOnEverySequenceOfThreeBytes() {
        byte[] bytes = new byte[3];
        for (byte lead : LEADS) {
            for (int rest = 0; rest < 1 << 16; rest++) {
                bytes[0] = lead;
                bytes[1] = (byte) (rest >> 8);
                bytes[2] = (byte) rest;

                assertThat(Utf8.isValid(bytes)).as("%x %x", lead, rest).isEqualTo(isValid(bytes));
            }
        }
    }

    @Test
    void shouldAgreeWithTheJdkOnLongTextsWithOneByteChanged() {
        Random random = new Random(7);
        byte[] text = "naïve café 日本語 🚀 and plain words ending here".repeat(3).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = text.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);

            assertThat(Utf8.isValid(changed)).isEqualTo(isValid(changed));
        }
    }

    private static boolean isValid(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
