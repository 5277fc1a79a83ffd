package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.caravan.model.RejectCode;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"\"",
                "0",
                "-0",
                "-0.0e-0",
                "1E400",
                "null",
                "true",
                " \n\r\t[ ] ",
                "[[],{},[{}]]",
                "{\"a\":{\"a\":1},\"b\":{\"a\":1}}",
                "[{\"a\":1},{\"a\":1}]",
                "\"\\ud800\"",
                "\"\\u0000\"",
                "\"\\/\""
            })
    void shouldReadWhatIsJson(String text) {
        assertThat(problem(text.getBytes(UTF_8))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "]",
                "{]",
                "[}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{'a':1}",
                "'a'",
                "01",
                "-",
                "+1",
                ".5",
                "5.",
                "1e",
                "1e+",
                "1.e1",
                "0x1",
                "NaN",
                "Infinity",
                "-Infinity",
                "nul",
                "nulll",
                "True",
                "tru",
                "\"",
                "\"a",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\u١٢٣٤\"",
                "\"\t\"",
                "\"\n\"",
                "{} {}",
                "{}]",
                "1 1",
                "//x\n1",
                "/**/1",
                "\u00a01",
                "\ufeff1",
                "1\u0000",
                "[1]x",
                "{\"a\":1}{",
                "\"a\"\"b\"",
                "truefalse",
                "{\"a\" 1}",
                "{1:1}",
                "{null:1}"
            })
    void shouldRefuseWhatIsNotJson(String text) {
        RecordProblem problem = problem(text.getBytes(UTF_8));

        assertThat(problem).isNotNull();
        assertThat(problem.code()).isEqualTo(RejectCode.MALFORMED_JSON);
        assertThat(problem).hasMessageContaining("at byte");
    }

    @ParameterizedTest
    @CsvSource({
        "22c08022, overlong NUL",
        "22c1bf22, overlong",
        "22e0808022, overlong",
        "22f080808022, overlong",
        "22eda08022, surrogate",
        "22edbfbf22, surrogate",
        "22f490808022, beyond",
        "22f888808022, five bytes",
        "228022, continuation",
        "22c322, cut short",
        "22e28222, cut short",
        "22f09f9822, cut short",
        "22ff22, no byte",
        "7b22c08022307d, key"
    })
    void shouldRefuseWhatIsNotUtf8(String hex, String why) {
        RecordProblem problem = problem(HexFormat.of().parseHex(hex));

        assertThat(problem).as(why).isNotNull();
        assertThat(problem.code()).as(why).isEqualTo(RejectCode.INVALID_UTF8);
    }

    @Test
    void shouldNotReadBehindTheRecord() {
        byte[] two = "[1,\"é\"]\"}".getBytes(UTF_8);
        JsonCursor cursor = new JsonCursor();
        cursor.reset(two, 0, 5);
        cursor.next();
        cursor.next();

        assertThatThrownBy(cursor::next).isInstanceOf(RecordProblem.class).hasMessageContaining("UTF-8");
    }

    @Test
    void shouldKeepTokensAsSlices() {
        byte[] text = " {\"k\\u0041\" : [ -1.50E+2 , \"a\\nb\" ] } ".getBytes(UTF_8);
        JsonCursor cursor = new JsonCursor();
        cursor.reset(text, 0, text.length);

        assertThat(cursor.next()).isEqualTo(Token.OBJECT);
        assertThat(cursor.next()).isEqualTo(Token.KEY);
        assertThat(slice(cursor)).isEqualTo("k\\u0041");
        assertThat(cursor.escaped()).isTrue();
        assertThat(cursor.next()).isEqualTo(Token.ARRAY);
        assertThat(cursor.next()).isEqualTo(Token.NUMBER);
        assertThat(slice(cursor)).isEqualTo("-1.50E+2");
        assertThat(cursor.decimal()).isTrue();
        assertThat(cursor.next()).isEqualTo(Token.STRING);
        assertThat(slice(cursor)).isEqualTo("a\\nb");
        assertThat(cursor.next()).isEqualTo(Token.END_ARRAY);
        assertThat(cursor.next()).isEqualTo(Token.END_OBJECT);
        assertThat(cursor.next()).isEqualTo(Token.END);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"x\":{\"b\":1,\"b\":2}}",
                "[0,[{\"b\":1,\"c\":0,\"b\":2}]]",
                "{\"\":1,\"\":2}",
                "{\"\\ud800\":1,\"\\ud800\":2}",
                "{\"é\":1,\"\\u00e9\":2}"
            })
    void shouldRefuseEqualKeysOfOneObject(String text) {
        assertThat(problem(text.getBytes(UTF_8)).code()).isEqualTo(RejectCode.DUPLICATE_FIELD);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 23, 24, 25, 26, 100, 5000})
    void shouldFindEqualKeysAmongMany(int count) {
        StringBuilder text = new StringBuilder("{");
        for (int key = 0; key < count; key++) {
            text.append("\"key").append(key).append("\":{\"key0\":[]},");
        }
        byte[] different = (text + "\"last\":0}").getBytes(UTF_8);
        byte[] equal = (text + "\"key" + count / 2 + "\":0}").getBytes(UTF_8);

        assertThat(problem(different)).isNull();
        assertThat(problem(equal).code()).isEqualTo(RejectCode.DUPLICATE_FIELD);
    }

    @Test
    void shouldBearKeysMadeToClash() {
        StringBuilder text = new StringBuilder("{");
        for (int key = 0; key < 1 << 14; key++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 14; bit++) {
                name.append((key >> bit & 1) == 0 ? "Aa" : "BB");
            }
            text.append(key == 0 ? "" : ",").append('"').append(name).append("\":0");
        }

        assertThat(problem(text.append('}').toString().getBytes(UTF_8))).isNull();
    }

    @Test
    void shouldHideKeysThatAreNotPlain() {
        RecordProblem problem = problem("{\"\\u001b[31m\":1,\"\\u001b[31m\":2}".getBytes(UTF_8));

        assertThat(problem).hasMessage("an object has the key (5 characters) twice, at byte 16");
    }

    @ParameterizedTest
    @CsvSource({"1000, 0", "1001, 1", "100000, 1"})
    void shouldCapDepth(int depth, int problems) {
        for (String open : new String[] {"[", "{\"a\":"}) {
            String close = open.equals("[") ? "]" : "}";
            String text = open.repeat(depth - 1) + open.replace(":", ":0") + close.repeat(depth);

            RecordProblem problem = problem(text.getBytes(UTF_8));

            assertThat(problem == null ? 0 : 1).as(open).isEqualTo(problems);
            assertThat(problem == null ? RejectCode.TOO_DEEP : problem.code()).isEqualTo(RejectCode.TOO_DEEP);
        }
    }

    /** Whatever the bytes are, the verdict is Jackson's; but overlong forms and surrogates pass there. */
    @Test
    void shouldJudgeAsJacksonDoes() {
        Random random = new Random(20260304);
        String[] seeds = {
            "{\"a\":[1,-2.5e10,true,false,null,\"x\\u00e9\\n\\\"y\"],\"b\":{\"c\":{},\"d\":[]},\"e\":\"text\"}",
            "[{\"key\":0},{\"key\":0.0},{\"key\":\"\\ud83d\\ude00\"}]"
        };
        String letters = "{}[]\",:\\ 0123456789.eE+-truefalsn\"\"ab\t\u0001";
        int good = 0;
        for (int round = 0; round < 60_000; round++) {
            StringBuilder text = new StringBuilder(seeds[round % 2]);
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = random.nextInt(text.length());
                char letter = letters.charAt(random.nextInt(letters.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, letter);
                    case 1 -> text.insert(at, letter);
                    default -> text.deleteCharAt(at);
                }
            }
            byte[] bytes = text.toString().getBytes(UTF_8);

            boolean accepted = problem(bytes) == null;

            assertThat(accepted).as(text.toString()).isEqualTo(jacksonAccepts(bytes));
            good += accepted ? 1 : 0;
        }
        assertThat(good).as("accepted of 60,000").isBetween(2_000, 58_000);
    }

    private static boolean jacksonAccepts(byte[] bytes) {
        JsonFactory factory = JsonFactory.builder().build().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        try (JsonParser parser = factory.createParser(bytes)) {
            if (parser.nextToken() == null) {
                return false;
            }
            int depth = 0;
            do {
                depth += parser.currentToken().isStructStart()
                        ? 1
                        : parser.currentToken().isStructEnd() ? -1 : 0;
                if (parser.currentToken().isScalarValue()) {
                    parser.getText();
                }
                if (depth == 0) {
                    return parser.nextToken() == null;
                }
            } while (parser.nextToken() != null);
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private static RecordProblem problem(byte[] bytes) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(bytes, 0, bytes.length);
        try {
            Token token = cursor.next();
            while (token != Token.END) {
                token = cursor.next();
            }
            return null;
        } catch (RecordProblem problem) {
            return problem;
        }
    }

    private static String slice(JsonCursor cursor) {
        return new String(cursor.bytes(), cursor.start(), cursor.end() - cursor.start(), UTF_8);
    }
}
