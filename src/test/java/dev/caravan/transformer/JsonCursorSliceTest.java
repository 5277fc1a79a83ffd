package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records lie side by side in one array. Whatever stands before or behind one of them, its tokens and its errors are those
 * of the record alone; that is asked of each shape, and of each shape cut at every byte.
 */
class JsonCursorSliceTest {
    private static final String[] BEFORE = {"7b22612231", "2d", "5c", "22", "c3", "f09f98", "5b31"};

    static Stream<String> shapes() {
        return Stream.of(
                "",
                "null true false",
                "[null,true,false]",
                "-120.050e+10",
                "[0,-0,0.0,1E400,-7e-2]",
                "01",
                "\"\"",
                "\"a plain text, longer than a machine word or two\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u001f\\ud83d\\ude00\"",
                "\"né 日本語 🚀\"",
                "{\"key\":{\"k\\u0065y\":[{},[],\"é\"]},\"\":0}",
                "{\"a\":1,\"a\":1}",
                " \n\t{ \"a\" : [ 1 , 2 ] } \r\n",
                "[[[[]]]]",
                "{}]",
                "nul",
                "[1,]",
                "{\"a\" 1}");
    }

    /** Bytes that would go on with what was cut: digits, words, escapes, quotes, brackets, the rest of a character. */
    private static List<byte[]> behind(byte[] rest) {
        List<byte[]> tails = new ArrayList<>(List.of(rest));
        for (String text : new String[] {
            "0", "5", "-", ".5", "e5", "+1", "\"", "\\", "n\"", "u0041\"", "rue", "}", "]", ",", ":0}", " "
        }) {
            tails.add((text + "0\"}]").getBytes(UTF_8));
        }
        for (String hex : new String[] {"a9", "80", "9880", "ff", "00"}) {
            tails.add(HexFormat.of().parseHex(hex + "22"));
        }
        return tails;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void shouldReadASliceAsIfNothingStoodAroundIt(String shape) {
        byte[] whole = shape.getBytes(UTF_8);
        for (int length = 0; length <= whole.length; length++) {
            byte[] record = Arrays.copyOf(whole, length);
            List<String> alone = told(record, 0, length);
            for (String before : BEFORE) {
                byte[] head = HexFormat.of().parseHex(before);
                for (byte[] tail : behind(Arrays.copyOfRange(whole, length, whole.length))) {
                    byte[] all = join(head, record, tail);

                    assertThat(told(all, head.length, length))
                            .as(
                                    "'%s' cut at %d, before it %s, behind it %s",
                                    shape, length, before, new String(tail, UTF_8))
                            .isEqualTo(alone);
                }
            }
        }
    }

    /** Each token with its slice, then the error if there is one. */
    private static List<String> told(byte[] bytes, int offset, int length) {
        List<String> told = new ArrayList<>();
        JsonCursor cursor = new JsonCursor();
        cursor.reset(bytes, offset, length);
        try {
            Token token = cursor.next();
            while (token != Token.END) {
                told.add(token + " " + slice(cursor, token, offset) + " to " + (cursor.position() - offset));
                token = cursor.next();
            }
        } catch (RecordProblem problem) {
            told.add(problem.code() + " " + problem.getMessage());
        }
        return told;
    }

    private static String slice(JsonCursor cursor, Token token, int offset) {
        if (token == Token.OBJECT || token == Token.ARRAY) {
            return String.valueOf(cursor.start() - offset);
        }
        String text = new String(cursor.bytes(), cursor.start(), cursor.end() - cursor.start(), UTF_8);
        return text + (cursor.escaped() ? " escaped" : "") + (cursor.decimal() ? " decimal" : "");
    }

    private static byte[] join(byte[] head, byte[] record, byte[] tail) {
        byte[] all = Arrays.copyOf(head, head.length + record.length + tail.length);
        System.arraycopy(record, 0, all, head.length, record.length);
        System.arraycopy(tail, 0, all, head.length + record.length, tail.length);
        return all;
    }
}
