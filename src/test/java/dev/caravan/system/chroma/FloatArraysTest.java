package dev.caravan.system.chroma;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers as they are written, against the JDK's own reading of them. */
class FloatArraysTest {
    private static final long SEED = 1536;
    private static final int NUMBERS = 20_000;

    private final Random random = new Random(SEED);

    @Test
    void shouldReadEveryFloatAsTheJdkDoes() throws IOException {
        List<String> texts = new ArrayList<>();
        while (texts.size() < NUMBERS) {
            float number = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(number)) {
                texts.add(Float.toString(number));
                texts.add(random.nextInt(10) + "." + digits(random.nextInt(20)) + "7");
            }
        }

        assertThat(read(texts)).containsExactlyElementsOf(parsed(texts));
    }

    @Test
    void shouldReadDigitsOfEveryLengthAndPlace() throws IOException {
        List<String> texts = new ArrayList<>();
        for (int whole = 1; whole <= 20; whole++) {
            for (int part = 0; part <= 20; part++) {
                String sign = random.nextBoolean() ? "-" : "";
                texts.add(sign + digits(whole) + (part == 0 ? "" : "." + digits(part)));
                texts.add(
                        sign + digits(whole) + (part == 0 ? "" : "." + digits(part)) + "e" + (random.nextInt(60) - 30));
            }
        }

        assertThat(read(texts)).containsExactlyElementsOf(parsed(texts));
    }

    /** Any other byte ends the number, whichever of eight it is. */
    @Test
    void shouldTakeNoOtherByteForADigit() {
        for (int other = 0; other < 256; other++) {
            if (other >= '0' && other <= '9' || ",] \n\r\t.eE".indexOf(other) >= 0) {
                continue;
            }
            for (int at = 1; at <= 9; at++) {
                String text = "123456789".substring(0, at) + (char) other + "12345678";
                assertThat(endsThere(text)).as("byte %d at %d", other, at).isTrue();
            }
        }
    }

    /** True when the number ends with the digits before the last nine bytes, or nothing is read. */
    private static boolean endsThere(String text) {
        try {
            List<Float> read = read(List.of(text));
            return read.size() != 1 || read.get(0) == Float.parseFloat(text.substring(0, text.length() - 9));
        } catch (IOException refused) {
            return true;
        }
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder();
        for (int digit = 0; digit < count; digit++) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }

    private static List<Float> parsed(List<String> texts) {
        return texts.stream().map(Float::parseFloat).toList();
    }

    private static List<Float> read(List<String> texts) throws IOException {
        String json = "[" + String.join(",", texts) + "]]";
        List<Float> numbers = new ArrayList<>();
        new FloatArrays(new byte[0], new ByteArrayInputStream(json.getBytes(ISO_8859_1))).read(new FloatArrays.Sink() {
            @Override
            public void begin() {
                assertThat(numbers).isEmpty();
            }

            @Override
            public void none() {
                throw new AssertionError("no vector");
            }

            @Override
            public void add(float number) {
                numbers.add(number);
            }
        });
        return numbers;
    }
}
