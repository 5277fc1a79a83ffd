package dev.caravan.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The campaigns' own mapping against rows that were written by hand. */
class PlainMappingTest {
    private static final Path CASE = Path.of(System.getProperty("caravan.home", ""))
            .resolve("src/test/resources/scenarios/barnabeenet")
            .toAbsolutePath();

    @Test
    void shouldGiveTheRowsWrittenByHand() throws IOException {
        Expected mapped = PlainMapping.of(CASE.resolve("v1"));

        Map<String, Expected.Row> conversations = mapped.rows().get("conversations");
        assertThat(named(mapped.rows().get("memories"), Map.of())).isEqualTo(byHand("memories"));
        assertThat(named(conversations, Map.of())).isEqualTo(byHand("conversations"));
        assertThat(named(mapped.rows().get("conversation_turns"), conversations))
                .isEqualTo(byHand("conversation_turns"));
        assertThat(mapped.rejects()).isEmpty();
    }

    /** The rows by what a person knows them by, without their ids. */
    private static Map<String, Map<String, Object>> named(
            Map<String, Expected.Row> rows, Map<String, Expected.Row> conversations) {
        Map<String, Map<String, Object>> named = new TreeMap<>();
        for (Expected.Row row : rows.values()) {
            Map<String, Object> plain = new TreeMap<>(row.values());
            plain.remove("id");
            Object conversation = plain.remove("conversation_id");
            if (conversation != null) {
                plain.put(
                        "conversation", conversations.get(conversation).values().get("source_path"));
            }
            plain.replaceAll((column, value) -> value == PlainMapping.NOW ? "{{now}}" : value);
            named.put(name(plain), plain);
        }
        return named;
    }

    private static Map<String, Map<String, Object>> byHand(String table) throws IOException {
        Map<String, Map<String, Object>> rows = new LinkedHashMap<>();
        for (String line :
                Files.readString(CASE.resolve("expected/" + table + ".ndjson")).split("\n")) {
            Map<String, Object> row = new TreeMap<>();
            Map<?, ?> object = (Map<?, ?>) PlainJson.parse(line.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            object.forEach((column, value) -> row.put(
                    (String) column,
                    value instanceof PlainJson.Literal number ? (Object) Integer.valueOf(number.text()) : value));
            rows.put(name(row), row);
        }
        return rows;
    }

    private static String name(Map<String, Object> row) {
        return row.containsKey("conversation")
                ? row.get("conversation") + " " + row.get("turn_number")
                : (String) row.get("source_path");
    }
}
