package dev.caravan.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every scenario through the real program: exit status, counts, every row and every reject by value. */
class ScenarioIT {
    private static final Path SCENARIOS = Path.of("src", "test", "resources", "scenarios");
    private static final String TURNS = "SELECT c.source_path AS conversation, t.* FROM conversation_turns t"
            + " JOIN conversations c ON c.id = t.conversation_id";

    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"barnabeenet", "odd-files", "bad-records", "file-forms"})
    void shouldMoveWhatCanBeMovedAndRejectTheRest(String name) throws Exception {
        Path scenario = SCENARIOS.resolve(name).toAbsolutePath();
        JsonNode wanted = json.readTree(scenario.resolve("scenario.json").toFile());
        String migration = wanted.get("migration").asText();
        Path file = migration.equals("migration.yaml")
                ? scenario.resolve(migration)
                : Path.of(migration).toAbsolutePath();
        Launched caravan = new Launched(folder);

        List<String> words =
                new ArrayList<>(List.of("run", file.toString(), "--only", "data", "--report", "report.json", "-q"));
        words.addAll(List.of("--set", "v1.dir=" + scenario.resolve("v1"), "--set", "v2.db=v2.db"));
        int status = caravan.run(words);

        assertThat(status).as(caravan.said()).isEqualTo(wanted.get("exit").asInt());
        try (Connection v2 = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("v2.db"))) {
            assertRows(scenario, v2, "memories", "SELECT * FROM memories");
            assertRows(scenario, v2, "conversations", "SELECT * FROM conversations");
            assertRows(scenario, v2, "conversation_turns", TURNS);
        }
        assertRejects(scenario, wanted);
        if (status == 0) {
            assertCounts(wanted.get("counts"));
        }
    }

    private void assertRows(Path scenario, Connection v2, String table, String query) throws Exception {
        Path expected = scenario.resolve("expected").resolve(table + ".ndjson");
        if (!Files.exists(expected)) {
            return;
        }
        List<JsonNode> wanted = lines(expected);
        List<String> columns = new ArrayList<>();
        if (!wanted.isEmpty()) {
            wanted.get(0).fieldNames().forEachRemaining(columns::add);
        }
        assertThat(rows(v2, query, columns, wanted))
                .as(table)
                .containsExactlyInAnyOrderElementsOf(
                        wanted.stream().map(JsonNode::toString).toList());
    }

    private List<String> rows(Connection v2, String query, List<String> columns, List<JsonNode> wanted)
            throws SQLException {
        String now;
        try (Statement statement = v2.createStatement();
                ResultSet first = statement.executeQuery("SELECT first_start FROM caravan_migration")) {
            now = first.getString(1);
        }
        List<String> rows = new ArrayList<>();
        try (Statement statement = v2.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                ObjectNode node = json.createObjectNode();
                for (String column : columns) {
                    Object value = row.getObject(column);
                    boolean isNow = column.endsWith("_at") && value != null && sameInstant(value.toString(), now);
                    node.set(column, isNow ? json.valueToTree("{{now}}") : json.valueToTree(value));
                }
                rows.add(node.toString());
            }
        }
        return rows;
    }

    private static boolean sameInstant(String value, String now) {
        return value.length() > 19 && now.startsWith(value.substring(0, 19));
    }

    private void assertRejects(Path scenario, JsonNode wanted) throws IOException {
        List<String> seen = new ArrayList<>();
        Path rejects = folder.resolve("state").resolve("rejects");
        if (Files.isDirectory(rejects)) {
            try (Stream<Path> files = Files.walk(rejects)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    lines(file).forEach(line -> seen.add(reject(line)));
                }
            }
        }
        List<String> expected = lines(scenario.resolve("expected-rejects.ndjson")).stream()
                .map(line -> line.get("code").asText() + " " + line.get("stage").asText() + " "
                        + line.get("source").asText() + "#"
                        + line.get("position").asLong()
                        + (line.has("child") ? " " + line.get("child").asText() : ""))
                .toList();
        assertThat(seen).as("rejects of " + wanted.get("description")).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String reject(JsonNode line) {
        String key = line.get("key").asText();
        JsonNode position = line.get("position");
        String child = position.path("child").asText("");
        return line.get("code").asText() + " " + line.get("stage").asText() + " " + key
                + (child.isEmpty()
                        ? ""
                        : " " + child + "#" + position.get("number").asLong());
    }

    private void assertCounts(JsonNode counts) throws IOException {
        JsonNode report = json.readTree(folder.resolve("report.json").toFile());
        for (JsonNode pipeline : report.get("pipelines")) {
            JsonNode wanted = counts.get(pipeline.get("name").asText());
            wanted.fieldNames()
                    .forEachRemaining(
                            name -> assertThat(pipeline.get(name)).as(name).isEqualTo(wanted.get(name)));
        }
    }

    private List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readString(file).split("\n")) {
            if (!line.isEmpty()) {
                lines.add(json.readTree(line));
            }
        }
        return lines;
    }
}
