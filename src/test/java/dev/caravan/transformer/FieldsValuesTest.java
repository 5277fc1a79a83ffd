package dev.caravan.transformer;

import static dev.caravan.transformer.Samples.apply;
import static dev.caravan.transformer.Samples.code;
import static dev.caravan.transformer.Samples.col;
import static dev.caravan.transformer.Samples.of;
import static dev.caravan.transformer.Samples.one;
import static dev.caravan.transformer.Samples.reject;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Chunk;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Transform.As;
import dev.caravan.spi.Mapping;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the {@code fields:} form writes values: exactly, or as a reject. */
class FieldsValuesTest {
    @ParameterizedTest
    @CsvSource({
        "abcdef, abc",
        "ab, ab",
        "'', ''",
        "äöüß, äöü",
        "日本語語, 日本語",
        "a😀b😀, a😀b",
        "😀😀😀😀, 😀😀😀",
        "\\ud83d\\ude00\\ud83d\\ude00xyz, 😀😀x",
        "e\u0301e\u0301, e\u0301e"
    })
    void shouldCutByCodePoints(String text, String expected) {
        Mapping mapping = of("TEXT", col("x").first("x").cut(3));

        assertThat(one(mapping, "{\"x\":\"" + text + "\"}")).isEqualTo("TEXT:" + expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "naïve café",
                "Привет",
                "日本語",
                "🚀",
                "\u007f",
                "\u0085",
                "\ufeff",
                "\uffff",
                "\ud800\udc00",
                "\udbff\udfff",
                "\u2028",
                "a\u0300"
            })
    void shouldKeepEveryCharacterByItsBytes(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(unit -> escaped.append(String.format("\\u%04x", unit)));
        Mapping mapping = of("TEXT", col("x").first("x"));

        for (String written : new String[] {
            text, escaped.toString(), escaped.toString().toUpperCase().replace("\\U", "\\u")
        }) {
            RowBuffer rows = apply(mapping, "{\"x\":\"" + written + "\"}").rows();
            assertThat(rows.bytes(0, 0)).as(written).isEqualTo(text.getBytes(UTF_8));
        }
    }

    @Test
    void shouldResolveEscapes() {
        Mapping mapping = of("TEXT", col("x").first("x"));

        assertThat(one(mapping, "{\"x\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u001f\"}"))
                .isEqualTo("TEXT:\"\\/\b\f\n\r\t\u001f");
    }

    @ParameterizedTest
    @CsvSource({
        "\\ud800, lone_surrogate",
        "\\udc00, lone_surrogate",
        "\\udc00\\ud800, lone_surrogate",
        "a\\ud800b, lone_surrogate",
        "\\ud800\\u0041, lone_surrogate",
        "\\ud800\\n, lone_surrogate",
        "\\ud83d\\ud83d\\ude00, lone_surrogate",
        "\\u0000, nul_character",
        "a\\u0000b, nul_character"
    })
    void shouldRejectTextThatCannotBeKept(String text, String code) {
        String record = "{\"x\":\"" + text + "\"}";

        assertThat(code(apply(of("TEXT", col("x").first("x")), record))).isEqualTo(code);
        assertThat(code(apply(of("TEXT", col("x").first("x").as(As.JSON)), record)))
                .isEqualTo(code);
        assertThat(code(apply(of("TEXT", col("x").first("x").cut(0)), record))).isEqualTo(code);
        assertThat(apply(of("TEXT", col("x").first("y")), record).rejects())
                .as("not asked for")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "TEXT, 5, bad_type",
        "TEXT, 1e400, bad_type",
        "TEXT, 1.5, bad_type",
        "TEXT, true, bad_type",
        "TEXT, [], bad_type",
        "TEXT, {}, bad_type",
        "INTEGER, '\"5\"', bad_type",
        "INTEGER, 1.5, bad_type",
        "INTEGER, -0.0, inexact_number",
        "INTEGER, [1], bad_type",
        "INTEGER, 9223372036854775808, inexact_number",
        "INTEGER, 1e19, inexact_number",
        "INTEGER, 1e400, inexact_number",
        "NUMERIC, '\"5\"', bad_type",
        "NUMERIC, -0.0, inexact_number",
        "NUMERIC, 1e400, inexact_number",
        "NUMERIC, 0.1234567890123456789, inexact_number",
        "NUMERIC, 18446744073709551616, inexact_number",
        "REAL, 9007199254740993, inexact_number",
        "REAL, 9223372036854775807, inexact_number",
        "REAL, {}, bad_type",
        "BLOB, '\"5\"', bad_type",
        "BLOB, 5, bad_type",
        "BLOB, true, bad_type",
        "ANY, [], bad_type",
        "ANY, 0.1234567890123456789, inexact_number",
        "ANY, 1e400, inexact_number"
    })
    void shouldRejectWhatTheColumnWouldNotKeep(String type, String value, String code) {
        Chunk chunk = apply(of(type, col("x").first("x")), "{\"x\":" + value + "}");

        assertThat(code(chunk)).isEqualTo(code);
        assertThat(reject(chunk).reason()).contains("column 'x'").doesNotContain("1234", "9007", "1844", "9223");
        assertThat(chunk.rows().rows()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "INTEGER, 5, INTEGER:5",
        "INTEGER, -9223372036854775808, INTEGER:-9223372036854775808",
        "INTEGER, 9007199254740993, INTEGER:9007199254740993",
        "INTEGER, 1E2, INTEGER:100",
        "INTEGER, 5.0, INTEGER:5",
        "INTEGER, 0.0, INTEGER:0",
        "INTEGER, -0, INTEGER:0",
        "INTEGER, true, BOOLEAN:true",
        "NUMERIC, false, BOOLEAN:false",
        "NUMERIC, 5, INTEGER:5",
        "NUMERIC, 9007199254740993, INTEGER:9007199254740993",
        "NUMERIC, 1E2, REAL:100.0",
        "NUMERIC, 0.1, REAL:0.1",
        "REAL, 9007199254740992, INTEGER:9007199254740992",
        "REAL, 1e308, REAL:1.0E308",
        "ANY, -0.0, REAL:-0.0",
        "ANY, '\"t\"', TEXT:t",
        "ANY, 5, INTEGER:5",
        "ANY, true, BOOLEAN:true",
        "TEXT, null, NULL"
    })
    void shouldKeepNumbersAndBooleansExactly(String type, String value, String expected) {
        assertThat(one(of(type, col("x").first("x")), "{\"x\":" + value + "}")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1.10, 1.10",
        "1E2, 1E2",
        "-0.0, -0.0",
        "1e400, 1e400",
        "18446744073709551616, 18446744073709551616",
        "true, true",
        "false, false",
        "'\"text\"', text"
    })
    void shouldWriteScalarsAsTheirLiteralText(String value, String expected) {
        assertThat(one(of("TEXT", col("x").first("x").as(As.TEXT)), "{\"x\":" + value + "}"))
                .isEqualTo("TEXT:" + expected);
    }

    @Test
    void shouldCutAndMapWhatIsWrittenAsText() {
        assertThat(one(of("TEXT", col("x").first("x").as(As.TEXT).cut(3)), "{\"x\":12345}"))
                .isEqualTo("TEXT:123");
        assertThat(one(of("TEXT", col("x").first("x").as(As.TEXT).map(Map.of("1", "one"))), "{\"x\":1}"))
                .isEqualTo("TEXT:one");
        assertThat(code(apply(of("TEXT", col("x").first("x").as(As.TEXT)), "{\"x\":[1]}")))
                .isEqualTo("bad_type");
        assertThat(code(apply(of("TEXT", col("x").first("x").cut(3)), "{\"x\":12345}")))
                .isEqualTo("bad_type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[ \"a\" , \"b\" ]|[\"a\",\"b\"]",
                "{ }|{}",
                "[ ]|[]",
                "\"t\"|\"t\"",
                "1.10|1.10",
                "-0.0|-0.0",
                "true|true",
                "[1e400, 18446744073709551616, 1E2, 0.1234567890123456789]|[1e400,18446744073709551616,1E2,0.1234567890123456789]",
                "{\"b\" : 1, \"a\" : [ { } , null ] }|{\"b\":1,\"a\":[{},null]}",
                "[\"\\u00e9\\u0041\\/\\ud83d\\ude00\"]|[\"éA/😀\"]",
                "[\"\\\"\\\\\\n\\u001f\\u007f\"]|[\"\\\"\\\\\\n\\u001f\u007f\"]",
                "{\"k\\u00e9y\\n\":0}|{\"kéy\\n\":0}"
            })
    void shouldWriteCompactExactJson(String value, String expected) {
        assertThat(one(of("TEXT", col("x").first("x").as(As.JSON)), "{\"x\":" + value + "}"))
                .isEqualTo("JSON:" + expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[1, 2]|[1,2]", "\"a\\u0062\"|[\"ab\"]", "5.0|[5.0]", "true|[true]"})
    void shouldWrapScalarsIntoArrays(String value, String expected) {
        Mapping mapping = of("TEXT", col("x").first("x").as(As.JSON_ARRAY));

        assertThat(one(mapping, "{\"x\":" + value + "}")).isEqualTo("JSON:" + expected);
        assertThat(code(apply(mapping, "{\"x\":{}}"))).isEqualTo("bad_type");
    }

    @ParameterizedTest
    @ValueSource(ints = {998, 999})
    void shouldWriteNestedJsonUpToTheCap(int depth) {
        String nested = "[".repeat(depth) + "]".repeat(depth);

        assertThat(one(of("TEXT", col("x").first("x").as(As.JSON)), "{\"x\":" + nested + "}"))
                .isEqualTo("JSON:" + nested);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 100_000})
    void shouldRejectWhatIsNestedDeeper(int depth) {
        String nested = "[".repeat(depth) + "]".repeat(depth);
        Mapping mapping = of("TEXT", col("x").first("x").as(As.JSON));

        assertThat(code(apply(mapping, "{\"x\":" + nested + "}"))).isEqualTo("too_deep");
        assertThat(code(apply(mapping, "{\"y\":" + nested + "}"))).isEqualTo("too_deep");
    }
}
