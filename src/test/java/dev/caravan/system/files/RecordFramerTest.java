package dev.caravan.system.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Position;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFramerTest {
    private static final String BOM = "\uFEFF";

    @Test
    void shouldCutAnArrayIntoItsElements() throws IOException {
        Framed framed = Framed.of(" [ {\"a\":1} ,\r\n{\"b\":[{},[]]},{ } ]\n");

        assertThat(framed.records).containsExactly("{\"a\":1}", "{\"b\":[{},[]]}", "{ }");
        assertThat(framed.rejects).isEmpty();
    }

    @Test
    void shouldNotBeMisledByBracketsQuotesAndEscapesInTexts() throws IOException {
        String hostile = "{\"]}\\\"[{\":\"\\\\\",\"x\":\"}],[{\",\"y\":\"\\\\\\\"]\"}";

        Framed framed = Framed.of("[" + hostile + ",[],\"]\\\"[\",{}]");

        assertThat(framed.records).containsExactly(hostile, "[]", "\"]\\\"[\"", "{}");
    }

    @Test
    void shouldHandOnElementsThatAreNoObjects() throws IOException {
        Framed framed = Framed.of("[1,-2.5e3 ,\"text\",true,null,[{\"a\":1}],nonsense,{\"a\":1}]");

        assertThat(framed.records)
                .containsExactly("1", "-2.5e3", "\"text\"", "true", "null", "[{\"a\":1}]", "nonsense", "{\"a\":1}");
    }

    @Test
    void shouldHandOnWhatIsMalformedButBalanced() throws IOException {
        Framed framed = Framed.of("[{a:1},{\"b\" 2},{,},{\"c\":1}]");

        assertThat(framed.records).containsExactly("{a:1}", "{\"b\" 2}", "{,}", "{\"c\":1}");
        assertThat(framed.rejects).isEmpty();
    }

    @Test
    void shouldTakeASingleObjectHoweverManyLinesItHas() throws IOException {
        assertThat(Framed.of("{\"a\":1}").records).containsExactly("{\"a\":1}");
        assertThat(Framed.of("\n {\"a\":1}\r\n\n \n").records).containsExactly("{\"a\":1}");
        assertThat(Framed.of("{\n\"a\":1\n}\n").records).containsExactly("{\n\"a\":1\n}");
    }

    @Test
    void shouldTellLinesByTheirContent() throws IOException {
        Framed framed = Framed.of("{\"a\":1}\r\n\r\n{\"b\":2}\nnonsense\n [1] \n{\"c\":3");

        assertThat(framed.records).containsExactly("{\"a\":1}", "{\"b\":2}", "nonsense", "[1]", "{\"c\":3");
        assertThat(framed.rejects).isEmpty();
    }

    @Test
    void shouldTakeObjectsOneAfterAnother() throws IOException {
        assertThat(Framed.of("{\"a\":1}{\"b\":2} {\n}\n").records).containsExactly("{\"a\":1}", "{\"b\":2}", "{\n}");
        assertThat(Framed.of("{\n\"a\":1\n}\n{\n\"b\":2\n}\n").records)
                .containsExactly("{\n\"a\":1\n}", "{\n\"b\":2\n}");
    }

    @Test
    void shouldRecoverAtTheNextLineWhateverALineHolds() throws IOException {
        byte[] bytes = "{\"a\":\n\"}]\n{\"b\":2}\n[\n".getBytes(UTF_8);

        assertThat(Framed.lines(bytes).records).containsExactly("{\"a\":", "\"}]", "{\"b\":2}", "[");
    }

    @Test
    void shouldSkipAByteOrderMark() throws IOException {
        assertThat(Framed.of(BOM + "[{\"a\":1}]").records).containsExactly("{\"a\":1}");
        assertThat(Framed.of(BOM + "{\"a\":1}").records).containsExactly("{\"a\":1}");
        assertThat(Framed.lines((BOM + "{\"a\":1}\n{}\n").getBytes(UTF_8)).records)
                .containsExactly("{\"a\":1}", "{}");
    }

    @Test
    void shouldTakeAnEmptyArrayAsNoRecord() throws IOException {
        assertThat(Framed.of(" [ ] ").records).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\r\n\t", BOM, BOM + "\n"})
    void shouldRejectAFileWithNothingInIt(String nothing) throws IOException {
        String broken = "broken_file@" + nothing.getBytes(UTF_8).length;

        assertThat(Framed.of(nothing).records).containsExactly(broken);
        assertThat(Framed.lines(nothing.getBytes(UTF_8)).records).containsExactly(broken);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{}|1|broken_file@3|the end of the file where ',' or ']' should be",
                "[|0|broken_file@1|the end of the file where an element",
                "[{},|1|broken_file@4|the end of the file where an element",
                "[{},]|1|broken_file@4|']' where an element",
                "[,{}]|0|broken_file@1|',' where an element",
                "[{}{}]|1|broken_file@3|'{' where ',' or ']'",
                "[{}}]|1|broken_file@3|'}' where ',' or ']'",
                "[{}];|1|broken_file@4|another sign where nothing, the array being closed, should be",
                "[{}] [{}]|1|broken_file@5|'[' where nothing",
                "[{} x|1|broken_file@4|a letter where ',' or ']'",
                "[{\"a\":[1}]|0|broken_file@1|closes a bracket at byte 8 by one of another kind",
                "[{},{\"a\":1],{}]|1|broken_file@4|closes a bracket at byte 10 by one of another kind",
                "[{},{\"a\":\"x|1|broken_file@4|inside the record that begins here, within a text at depth 1",
                "[{},{\"a\":[{|1|broken_file@4|inside the record that begins here at depth 3",
                "[12|0|broken_file@1|the file ends at byte 3",
                "{\"a\":1|0|broken_file@0|the file ends at byte 6",
                "{} x|1|broken_file@3|a letter where another object or the end",
                "{},|1|broken_file@2|',' where another object or the end",
                "nonsense|0|broken_file@0|a letter where '[' or '{'",
                "42 43|0|broken_file@0|a digit where '[' or '{'",
                "42x|0|broken_file@0|a digit where '[' or '{'",
                "truer|0|broken_file@0|a letter where '[' or '{'",
                "\"text|0|broken_file@0|'\"' where '[' or '{'",
                "\"text\" x|0|broken_file@0|'\"' where '[' or '{'",
                "<html>|0|broken_file@0|another sign where '[' or '{'",
            })
    void shouldGiveOneRejectForTheRestOfABrokenFile(String json, int before, String last, String reason)
            throws IOException {
        Framed framed = Framed.of(json);

        assertThat(framed.records).hasSize(before + 1).last().isEqualTo(last);
        assertThat(framed.rejects).singleElement().satisfies(reject -> {
            assertThat(reject.ordinal()).isEqualTo(before);
            assertThat(reject.stage()).isEqualTo("export");
            assertThat(reject.reason()).contains(reason);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "-1.5e3", "true", "false", "null", "\"\"", "\"a \\\" text\"", "\"\u00fc\""})
    void shouldHandOnAScalarThatIsAllOfTheFile(String scalar) throws IOException {
        assertThat(Framed.of(scalar).records).containsExactly(scalar);
        assertThat(Framed.of(BOM + " \r\n" + scalar + "\n\n").records).containsExactly(scalar);
    }

    @Test
    void shouldRejectALoneTextThatCannotBeHandedOn() throws IOException {
        Limits limits = new Limits(20, 1000, 1 << 20, 8);
        byte[] bad = "\"a\u00ff\"".getBytes(ISO_8859_1);
        byte[] endless = "x".repeat(1000).getBytes(UTF_8);

        assertThat(Framed.of(bad).records).containsExactly("invalid_utf8@0");
        assertThat(Framed.of(("\"" + "x".repeat(19) + "\"").getBytes(UTF_8), Framing.START, limits).records)
                .containsExactly("record_too_large@0");
        assertThat(Framed.of(endless, Framing.START, limits).records).containsExactly("broken_file@0");
    }

    @Test
    void shouldNameUtf16AndZeroBytes() throws IOException {
        byte[] utf16 = ("\uFEFF[{}]").getBytes(UTF_16LE);

        assertThat(Framed.of(utf16).rejects.get(0).reason()).contains("UTF-16");
        assertThat(Framed.of("[{},\0\0\0").rejects.get(0).reason()).startsWith("control character 0x00 where");
        assertThat(Framed.of("[{}\0\0\0").records).containsExactly("{}", "broken_file@3");
    }

    @ParameterizedTest
    @CsvSource({
        "C080, an overlong form",
        "C1BF, an overlong form",
        "E09FBF, an overlong form",
        "F08FBFBF, an overlong form",
        "EDA080, half of a surrogate pair",
        "EDBFBF, half of a surrogate pair",
        "F4908080, beyond U+10FFFF",
        "F5808080, beyond U+10FFFF",
        "FF, beyond U+10FFFF",
        "80, a continuation byte that continues nothing",
        "C3, a character that is cut short",
        "E282, a character that is cut short",
        "F09F98, a character that is cut short",
        "F09F22, a character that is cut short",
    })
    void shouldRejectBytesThatAreNotUtf8AtTheirOffset(String hex, String what) throws IOException {
        String bad = new String(HexFormat.of().parseHex(hex), ISO_8859_1);
        String quote = bad.endsWith("\"") ? "" : "\"";
        byte[] array = ("[{\"a\":1},{\"k\":\"12345678901" + bad + quote + "},{\"z\":2}]").getBytes(ISO_8859_1);
        byte[] lines = new String(array, ISO_8859_1)
                .substring(1)
                .replace("},{", "}\n{")
                .replace("]", "\n")
                .getBytes(ISO_8859_1);

        Framed framed = Framed.of(array);
        Framed framedLines = Framed.lines(lines);

        assertThat(framed.records).containsExactly("{\"a\":1}", "invalid_utf8@9", "{\"z\":2}");
        assertThat(framed.rejects.get(0).reason()).isEqualTo("the bytes from 26 on are not UTF-8: " + what);
        assertThat(framedLines.records).containsExactly("{\"a\":1}", "invalid_utf8@8", "{\"z\":2}");
        assertThat(framedLines.rejects.get(0).reason()).startsWith("the bytes from 25 on");
    }

    @Test
    void shouldTakeEveryKindOfCharacterAsItIs() throws IOException {
        String record = "{\"k\u00e9\":\"\u07ff \u0800 \ud7ff \ue000 \uffff \ud83d\ude00 \udbff\udfff \\ud800\"}";

        assertThat(Framed.of("[" + record + "]").records).containsExactly(record);
    }

    @Test
    void shouldRejectARecordBeyondTheLimitAlone() throws IOException {
        Limits limits = new Limits(20, 1000, 1 << 20, 8);
        String fits = "{\"a\":\"" + "x".repeat(12) + "\"}";
        String tooLong = "{\"a\":\"" + "x".repeat(13) + "\"}";
        String array = "[" + fits + "," + tooLong + "," + fits + "," + tooLong + tooLong.repeat(50) + "]";

        Framed framed = Framed.of(array.getBytes(UTF_8), Framing.START, limits);
        Framed lines = Framed.of((tooLong + "\n" + fits + "\n" + tooLong).getBytes(UTF_8), Framing.LINES, limits);

        assertThat(fits).hasSize(20);
        assertThat(framed.records)
                .containsExactly(fits, "record_too_large@22", fits, "record_too_large@65", "broken_file@86");
        assertThat(framed.rejects.get(0).reason()).contains("longer than 20 bytes");
        assertThat(lines.records).containsExactly("record_too_large@0", fits, "record_too_large@43");
    }

    @Test
    void shouldTellLinesAlsoBehindAFirstRecordThatIsTooLarge() throws IOException {
        Limits limits = new Limits(8, 1000, 1 << 20, 8);
        String json = "{\"a\":\"" + "x".repeat(100) + "\"}\n{\"b\":1}\n{\"c\":1}\n";

        Framed framed = Framed.of(json.getBytes(UTF_8), Framing.START, limits);

        assertThat(framed.records).containsExactly("record_too_large@0", "{\"b\":1}", "{\"c\":1}");
    }

    @Test
    void shouldRejectARecordThatIsNestedTooDeepAlone() throws IOException {
        String fits = "[".repeat(1000) + "]".repeat(1000);
        String tooDeep = "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000);

        Framed framed = Framed.of("[" + fits + "," + tooDeep + ",{}]");
        Framed lines = Framed.lines((fits + "\n" + tooDeep + "\n{}\n" + "[".repeat(1001)).getBytes(UTF_8));

        assertThat(framed.records).containsExactly(fits, "too_deep@2002", "{}");
        assertThat(framed.rejects.get(0).reason())
                .contains("nested 100000 deep")
                .contains("1000");
        assertThat(lines.records).containsExactly(fits, "too_deep@2001", "{}", "too_deep@602006");
    }

    @Test
    void shouldNotMistakeBracketsInTextsForDepth() throws IOException {
        String record = "{\"a\":\"" + "[{".repeat(5000) + "\"}";

        assertThat(Framed.of("[" + record + "]").records).containsExactly(record);
        assertThat(Framed.lines(record.getBytes(UTF_8)).records).containsExactly(record);
    }

    @Test
    void shouldSurviveALineThatBeginsByClosing() throws IOException {
        String line = "]".repeat(3000);

        assertThat(Framed.lines(line.getBytes(UTF_8)).records).containsExactly(line);
    }

    @Test
    void shouldNumberRecordsAndTellWhereTheyBegin() throws IOException {
        Framed framed = Framed.of(
                new ByteArrayInputStream("[{},  {},{}]".getBytes(UTF_8)),
                FilePosition.START,
                Position.START,
                Limits.DEFAULT,
                2);

        assertThat(framed.borders.get(0)).isEqualTo(new Position(2, "array@8"));
        assertThat(framed.borders.get(1)).isEqualTo(new Position(3, "end@12"));
    }

    @Test
    void shouldEndAChunkWhereItGrowsLarge() throws IOException {
        Limits limits = new Limits(100, 1000, 10, 16);

        Framed framed = Framed.of("[{\"a\":1},{\"a\":2},{\"a\":3}]".getBytes(UTF_8), Framing.START, limits);

        assertThat(framed.records).containsExactly("{\"a\":1}", "{\"a\":2}", "{\"a\":3}");
        assertThat(framed.borders).extracting(position -> position.ordinal()).isEqualTo(List.of(2L, 3L));
    }
}
