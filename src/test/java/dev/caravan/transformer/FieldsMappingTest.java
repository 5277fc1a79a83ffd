package dev.caravan.transformer;

import static dev.caravan.transformer.Samples.apply;
import static dev.caravan.transformer.Samples.cell;
import static dev.caravan.transformer.Samples.code;
import static dev.caravan.transformer.Samples.col;
import static dev.caravan.transformer.Samples.context;
import static dev.caravan.transformer.Samples.fields;
import static dev.caravan.transformer.Samples.of;
import static dev.caravan.transformer.Samples.one;
import static dev.caravan.transformer.Samples.records;
import static dev.caravan.transformer.Samples.row;
import static dev.caravan.transformer.Samples.table;
import static dev.caravan.transformer.Samples.unless;
import static dev.caravan.transformer.Samples.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.JsonRecords;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.model.Transform.As;
import dev.caravan.spi.Mapping;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which value a column gets. How values are written is in {@link FieldsValuesTest}. */
class FieldsMappingTest {
    @Test
    void shouldTakeTheFirstAlternativeThatHasAValueInWhateverOrderTheyCome() {
        Mapping mapping = of("TEXT", col("x").first("summary", "title"));

        assertThat(one(mapping, "{\"title\":\"t\",\"summary\":\"s\"}")).isEqualTo("TEXT:s");
        assertThat(one(mapping, "{\"summary\":null,\"title\":\"t\"}")).isEqualTo("TEXT:t");
        assertThat(one(mapping, "{\"summary\":\"\",\"title\":\"t\"}")).isEqualTo("TEXT:");
        assertThat(one(mapping, "{\"Summary\":\"S\"}")).isEqualTo("NULL");
        assertThat(one(mapping, "{}")).isEqualTo("NULL");
    }

    @Test
    void shouldFollowPaths() {
        Mapping mapping = of("TEXT", col("x").first(".meta.user.name", ".meta.user", "user"));

        assertThat(one(mapping, "{\"meta\":{\"user\":{\"name\":\"deep\"}}}")).isEqualTo("TEXT:deep");
        assertThat(one(mapping, "{\"meta\":{\"user\":\"mid\"}}")).isEqualTo("TEXT:mid");
        assertThat(one(mapping, "{\"meta\":[{\"user\":\"in an array\"}],\"user\":\"flat\"}"))
                .isEqualTo("TEXT:flat");
        assertThat(one(mapping, "{\"other\":{\"meta\":{\"user\":\"elsewhere\"}}}"))
                .isEqualTo("NULL");
        assertThat(one(mapping, "{\".meta.user\":\"dots in a key\"}")).isEqualTo("NULL");
    }

    @Test
    void shouldFindKeysThatAreWrittenWithEscapes() {
        Mapping mapping = of("TEXT", col("x").first("naïve key"));

        assertThat(one(mapping, "{\"na\\u00efve\\u0020key\":\"found\"}")).isEqualTo("TEXT:found");
    }

    @Test
    void shouldTellWhenAndUnless() {
        Mapping mapping =
                of("TEXT", col("x").first(when("content", "role", "user", "Human"), unless("text", "kind", "secret")));

        assertThat(one(mapping, "{\"content\":\"c\",\"role\":\"HUMAN\"}")).isEqualTo("TEXT:c");
        assertThat(one(mapping, "{\"role\":\"u\\u0073er\",\"content\":\"c\"}")).isEqualTo("TEXT:c");
        assertThat(one(mapping, "{\"content\":\"c\",\"role\":\"bot\",\"text\":\"t\"}"))
                .isEqualTo("TEXT:t");
        assertThat(one(mapping, "{\"content\":\"c\",\"text\":\"t\"}")).isEqualTo("TEXT:t");
        assertThat(one(mapping, "{\"content\":\"c\",\"role\":7}")).isEqualTo("NULL");
        assertThat(one(mapping, "{\"text\":\"t\",\"kind\":\"SECRET\"}")).isEqualTo("NULL");
        assertThat(one(mapping, "{\"text\":\"t\",\"kind\":null}")).isEqualTo("TEXT:t");
        assertThat(one(mapping, "{\"content\":\"c\",\"role\":\"\\ud800user\"}")).isEqualTo("NULL");
    }

    @Test
    void shouldAskTheConditionOfTheObjectThatHoldsTheValue() {
        Mapping mapping = of("TEXT", col("x").first(when(".message.content", "role", "user")));

        assertThat(one(mapping, "{\"role\":\"bot\",\"message\":{\"content\":\"c\",\"role\":\"user\"}}"))
                .isEqualTo("TEXT:c");
        assertThat(one(mapping, "{\"role\":\"user\",\"message\":{\"content\":\"c\",\"role\":\"bot\"}}"))
                .isEqualTo("NULL");
    }

    @Test
    void shouldMapTextsAndFallBackForOthers() {
        Mapping mapping = of(
                "TEXT",
                col("x").first("type")
                        .map(Map.of("note", "fact", "ÄRGER", "événement"))
                        .ignoreCase()
                        .otherwise("\"none\""));

        assertThat(one(mapping, "{\"type\":\"NOTE\"}")).isEqualTo("TEXT:fact");
        assertThat(one(mapping, "{\"type\":\"\\u00e4rger\"}")).isEqualTo("TEXT:événement");
        assertThat(one(mapping, "{\"type\":\"notes\"}")).isEqualTo("TEXT:none");
        assertThat(one(mapping, "{}")).isEqualTo("TEXT:none");
        assertThat(code(apply(mapping, "{\"type\":7}"))).isEqualTo("bad_type");
    }

    @Test
    void shouldGiveNoValueForATextThatIsNotMappedWithoutADefault() {
        Mapping mapping = of("TEXT", col("x").first("type").map(Map.of("note", "fact")));

        assertThat(one(mapping, "{\"type\":\"Note\"}")).isEqualTo("NULL");
        assertThat(one(mapping, "{\"type\":\"note\"}")).isEqualTo("TEXT:fact");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TEXT|\"voice\"|VALUE|TEXT:voice",
                "TEXT|\"\\\"ä\"|VALUE|TEXT:\"ä",
                "INTEGER|5|VALUE|INTEGER:5",
                "NUMERIC|0.5|VALUE|REAL:0.5",
                "TEXT|5|TEXT|TEXT:5",
                "TEXT|[]|JSON|JSON:[]",
                "TEXT|\"a\"|JSON|JSON:\"a\"",
                "TEXT|\"a\"|JSON_ARRAY|JSON:[\"a\"]",
                "INTEGER|true|VALUE|BOOLEAN:true",
                "TEXT|null|VALUE|NULL",
                "TEXT|\"{{now}}\"|VALUE|TEXT:2026-03-04T05:06:07.000008Z",
                "TEXT|\"v1:{{source.name}} {{ source.path }}#{{source.number}}\"|VALUE|TEXT:v1:memories.json a/memories.json#0",
                "INTEGER|\"{{source.number}}\"|VALUE|INTEGER:0",
                "TEXT|\"{{source.number}}\"|VALUE|TEXT:0",
                "TEXT|[\"{{source.path}}\",\"{{now}}\"]|JSON|JSON:[\"a/memories.json\",\"2026-03-04T05:06:07.000008Z\"]"
            })
    void shouldWriteConstantsAndDefaults(String type, String value, As as, String expected) {
        assertThat(one(of(type, col("x").value(value).as(as)), "{\"x\":\"other\"}"))
                .isEqualTo(expected);
        assertThat(one(of(type, col("x").first("y").otherwise(value).as(as)), "{\"y\":null}"))
                .isEqualTo(expected);
    }

    @Test
    void shouldEscapeNamesThatGoIntoJson() {
        JsonRecords records = new JsonRecords("a/odd \"name\\.json", 3, 64);
        records.add("{}".getBytes(UTF_8), 0, 2, 0);
        Mapping mapping =
                of("TEXT", col("x").value("{\"from\":\"{{source.name}}\"}").as(As.JSON));

        assertThat(cell(apply(mapping, records).rows(), 0, 0)).isEqualTo("JSON:{\"from\":\"odd \\\"name\\\\.json\"}");
    }

    @Test
    void shouldRejectAloneWhatIsBad() {
        Mapping mapping = of("TEXT", col("x").first("x"));

        Chunk chunk = apply(mapping, "{\"x\":\"a\"}", "{\"x\":", "[]", "{\"x\":\"b\"}", "{\"y\":1,\"y\":2}", "7");

        assertThat(chunk.rejects())
                .extracting("code", "ordinal", "stage", "key")
                .containsExactly(
                        tuple("malformed_json", 1L, "transform", "a/memories.json#1"),
                        tuple("not_an_object", 2L, "transform", "a/memories.json#2"),
                        tuple("duplicate_field", 4L, "transform", "a/memories.json#4"),
                        tuple("not_an_object", 5L, "transform", "a/memories.json#5"));
        assertThat(chunk.rows().rows()).isEqualTo(2);
        assertThat(row(chunk.rows(), 1)).containsExactly("TEXT:b");
        assertThat(chunk.rows().record(1)).isEqualTo(3);
    }

    @Test
    void shouldLeaveRecordsThatAreSettled() {
        Chunk chunk = Samples.chunk(records("{\"x\":\"a\"}", "not json", "{\"x\":\"c\"}"));
        chunk.reject(1, RejectCode.RECORD_TOO_LARGE.code(), "export", "too large");

        of("TEXT", col("x").first("x")).apply(chunk);

        assertThat(code(chunk)).isEqualTo("record_too_large");
        assertThat(chunk.rows().rows()).isEqualTo(2);
        assertThat(cell(chunk.rows(), 1, 0)).isEqualTo("TEXT:c");
    }

    @Test
    void shouldDropTheCellsOfARowThatFailsHalfWay() {
        Mapping mapping = Mappings.of(
                fields(col("a").first("a").build(), col("b").first("b").build()),
                context(table("t", "a TEXT", "b INTEGER")));

        Chunk chunk = apply(mapping, "{\"a\":\"1\",\"b\":\"bad\"}", "{\"a\":\"2\",\"b\":2}");

        assertThat(code(chunk)).isEqualTo("bad_type");
        assertThat(row(chunk.rows(), 0)).containsExactly("TEXT:2", "INTEGER:2");
    }

    @Test
    void shouldRejectARecordWithoutAValueThatTheTableRequires() {
        Mapping mapping = Mappings.of(fields(col("x").first("x").build()), context(table("t", "x TEXT!")));

        assertThat(code(apply(mapping, "{\"x\":null}"))).isEqualTo("missing_field");
    }

    @Test
    void shouldReadRowsOfTablesToo() {
        RowBuffer from = new RowBuffer(List.of("id", "text", "score", "big", "rowid"), 1);
        from.beginRow(0);
        from.addLong(7);
        from.addText("a \"quoted\"\n text 😀");
        from.addDouble(1e-7);
        from.addLong(Long.MAX_VALUE);
        from.addLong(99);
        from.endRow();
        Mapping mapping = Mappings.of(
                fields(
                        Samples.column("id", "id"),
                        Samples.column("text", "text"),
                        Samples.column("score", "score"),
                        Samples.column("big", "big"),
                        col("at").value("\"{{source.name}}/{{source.number}}\"").build(),
                        Samples.column("hidden", "rowid")),
                context(table(
                        "t", "id INTEGER", "text TEXT", "score REAL", "big INTEGER", "at TEXT", "hidden INTEGER")));

        Chunk chunk = apply(mapping, new RowRecords("captures", from, new int[] {4}, 40, 4));

        assertThat(row(chunk.rows(), 0))
                .containsExactly(
                        "INTEGER:7",
                        "TEXT:a \"quoted\"\n text 😀",
                        "REAL:1.0E-7",
                        "INTEGER:" + Long.MAX_VALUE,
                        "TEXT:captures/40",
                        "NULL");
    }

    @Test
    void shouldRejectRowsThatJsonHasNoFormFor() {
        RowBuffer from = new RowBuffer(List.of("id", "x"), 3);
        for (int number = 1; number < 3; number++) {
            from.beginRow(number - 1);
            from.addLong(number);
            switch (number) {
                case 1 -> from.addBytes(CellType.INVALID_TEXT, new byte[] {(byte) 0xFF});
                default -> from.addDouble(Double.POSITIVE_INFINITY);
            }
            from.endRow();
        }

        Chunk chunk = apply(
                Mappings.of(fields(Samples.column("id", "id")), context(table("t", "id INTEGER"))),
                new RowRecords("t", from, new int[] {0}, 0));

        assertThat(chunk.rejects()).extracting("code").containsExactly("invalid_utf8", "inexact_number");
    }

    @Test
    void shouldGiveTheSameRowsInEveryThread() throws Exception {
        Mapping mapping = Mappings.of(
                fields(
                        col("id").derived().build(),
                        col("x").first("x").as(As.JSON).build()),
                context(table("t", "id TEXT", "x TEXT")));
        String[] texts = IntStream.range(0, 500)
                .mapToObj(number -> "{\"x\":[" + number + ",\"\\u00e9 " + number + "\"]}")
                .toArray(String[]::new);
        RowBuffer expected = apply(mapping, texts).rows();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<RowBuffer>> tasks = IntStream.range(0, 16)
                    .mapToObj(task ->
                            (Callable<RowBuffer>) () -> apply(mapping, texts).rows())
                    .toList();
            for (var done : threads.invokeAll(tasks)) {
                for (int row = 0; row < 500; row++) {
                    assertThat(row(done.get(), row)).isEqualTo(row(expected, row));
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
