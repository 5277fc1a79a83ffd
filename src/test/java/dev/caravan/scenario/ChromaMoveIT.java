package dev.caravan.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.servers.ChromaServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Collections from one database of a real Chroma to another, by the real program; what came out is read past it. */
@ExtendWith(ChromaServer.class)
class ChromaMoveIT {
    private static final int NOTES = 700;
    private static final int FACTS = 150;
    private static final double ROUNDING = 3e-7;

    private final ObjectMapper json = new ObjectMapper();
    private final Random random = new Random(7);

    @TempDir
    private Path folder;

    private ChromaServer.Running server;
    private Launched caravan;
    private String v1;
    private String v2;

    @BeforeEach
    void makeV1(ChromaServer.Running running) throws Exception {
        server = running;
        caravan = new Launched(folder);
        v1 = server.database();
        v2 = server.database();
        fill("notes", "cosine", 24, NOTES);
        fill("facts", "l2", 8, FACTS);
        Files.writeString(
                folder.resolve("m.yaml"),
                """
                migration: chroma-move
                systems:
                  old: { chroma: "%1$s", database: %2$s }
                  new: { chroma: "%1$s", database: %3$s }
                pipelines:
                  notes:
                    export: { from: old, collections: [notes, facts] }
                    import: { into: new }
                    batch: 200
                    verify: [counts, rows]
                """
                        .formatted(server.url(), v1, v2));
    }

    @Test
    void shouldMoveEveryRecordAndTheCollectionsThemselves() throws Exception {
        assertThat(caravan.run(List.of("run", "m.yaml", "-q")))
                .as(caravan.said())
                .isZero();

        assertMoved();
        JsonNode notes = server.call("GET", place(v2) + "/notes", "");
        assertThat(notes.path("metadata")).hasToString("{\"who\":\"librarian\"}");
        assertThat(notes.at("/configuration_json/hnsw/space").asText()).isEqualTo("cosine");
        assertThat(notes.path("dimension").asInt()).isEqualTo(24);
        assertThat(caravan.run(List.of("run", "m.yaml", "-q")))
                .as(caravan.said())
                .isZero();
        assertMoved();
    }

    @Test
    void shouldRefuseVectorsThatCannotBeInOneCollectionBeforeTheFirstWrite() throws Exception {
        String file = Files.readString(folder.resolve("m.yaml"));
        Files.writeString(
                folder.resolve("one.yaml"),
                file.replace("{ into: new }", "{ into: new, collection: all, index: { space: l2 } }"));
        Files.writeString(
                folder.resolve("routed.yaml"),
                file.replace(
                        "    import: { into: new }",
                        """
                    transform: { jq: 'if .id | endswith("7") then .collection = "odd" else .collection = $source.name end' }
                    import: { into: new, collections: [notes, facts, odd], index: { space: l2 } }
                """
                                .stripTrailing()));

        for (String verb : List.of("plan", "run")) {
            assertThat(caravan.run(List.of(verb, "one.yaml")))
                    .as(caravan.said())
                    .isEqualTo(4);
            assertThat(caravan.errors()).contains("dimension_mismatch", "embeddings of 8 and 24 numbers");
        }
        assertThat(caravan.run(List.of("plan", "routed.yaml")))
                .as(caravan.said())
                .isEqualTo(4);
        assertThat(caravan.errors()).contains("collection 'odd' would get", "notes=24", "facts=8");
        assertThat(server.call("GET", place(v2), "")).as("nothing was made").isEmpty();

        Files.writeString(
                folder.resolve("one.yaml"),
                file.replace("{ into: new }", "{ into: new, collection: all, index: { space: l2, dimension: 24 } }"));
        assertThat(caravan.run(List.of("run", "one.yaml"))).as(caravan.said()).isEqualTo(4);
        List<String> rejects = Files.readAllLines(folder.resolve("state/rejects/chroma-move/notes.ndjson"));
        assertThat(rejects).hasSize(FACTS).allSatisfy(line -> {
            JsonNode reject = json.readTree(line);
            assertThat(reject.path("code").asText()).isEqualTo("dimension_mismatch");
            assertThat(reject.path("source").asText()).contains("facts");
            assertThat(reject.path("key").asText()).startsWith("facts/facts-");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"before-ledger:2", "before-commit:3", "after-commit:4"})
    void shouldLoseAndDoubleNothingWhenKilled(String place) throws Exception {
        Launched killed = caravan.with("CARAVAN_TEST_KILL_AT", place).with("JAVA_TOOL_OPTIONS", "-Dcaravan.test=true");
        assertThat(killed.run(List.of("run", "m.yaml", "-q")))
                .as(caravan.said())
                .isEqualTo(137);

        assertThat(caravan.run(List.of("run", "m.yaml", "-q")))
                .as(caravan.said())
                .isZero();

        assertMoved();
    }

    @Test
    void shouldFindAndMendWhatSomebodyChangedBehindIt() throws Exception {
        assertThat(caravan.run(List.of("run", "m.yaml", "-q")))
                .as(caravan.said())
                .isZero();
        change(v2, "notes", "delete", "{\"ids\":[\"notes-17\"]}");
        change(v2, "notes", "update", "{\"ids\":[\"notes-18\"],\"metadatas\":[{\"stale\":true}]}");
        change(v2, "notes", "update", "{\"ids\":[\"notes-19\"],\"embeddings\":[" + vector(24) + "]}");
        change(v2, "notes", "update", "{\"ids\":[\"notes-20\"],\"documents\":[\"another\"]}");
        change(
                v2,
                "notes",
                "update",
                "{\"ids\":[\"notes-21\",\"notes-22\"],\"documents\":[\"document 22 ü\\u0001\",\"document 21 ü\\u0001\"]}");
        change(v2, "notes", "update", "{\"ids\":[\"notes-27\"],\"documents\":[\"\"]}");
        change(v2, "notes", "update", "{\"ids\":[\"notes-28\"],\"documents\":[\"document 28 u\\u0001\"]}");
        change(v2, "notes", "add", "{\"ids\":[\"extra\"],\"embeddings\":[" + vector(24) + "]}");

        assertThat(caravan.run(List.of("verify", "m.yaml", "--report", "r.json")))
                .isEqualTo(4);

        JsonNode rows = rowsOfNotes();
        assertThat(rows.path("missing").asInt()).as(rows.toString()).isEqualTo(1);
        assertThat(rows.path("different").asInt()).as(rows.toString()).isEqualTo(7);
        assertThat(rows.path("extra").asInt()).as(rows.toString()).isEqualTo(1);
        assertThat(rows.toString()).contains("notes-17", "notes-18", "notes-19", "notes-20", "extra");
        assertThat(rows.toString()).contains("notes-21", "notes-22", "notes-27", "notes-28");
        assertThat(caravan.run(List.of("verify", "m.yaml", "--repair", "--delete-extra", "-q")))
                .as(caravan.said())
                .isZero();
        assertMoved();
    }

    @Test
    void shouldSayWhichGivenQueryFindsNothingNear() throws Exception {
        Path file = folder.resolve("m.yaml");
        Files.createDirectories(folder.resolve("config"));
        ObjectNode queries = json.createObjectNode();
        queries.set("nowhere near", vector(24));
        Files.writeString(folder.resolve("config/queries.json"), queries.toString());
        Files.writeString(
                folder.resolve("config/m.yaml"),
                Files.readString(file)
                        .replace("[notes, facts]", "[notes]")
                        .replace(
                                "[counts, rows]",
                                "[ search: { vectors: queries.json, distance: 0.01, recall: 0.5 } ]"));

        assertThat(caravan.run(List.of("run", "config/m.yaml", "-q", "--report", "r.json")))
                .as(caravan.said())
                .isEqualTo(4);

        JsonNode check = json.readTree(folder.resolve("r.json").toFile()).at("/verification/0");
        assertThat(check.path("different").asInt()).as(check.toString()).isEqualTo(1);
        assertThat(check.toString()).contains("nowhere near in notes", "not below 0.01", "0 of 1 queries work");
    }

    private JsonNode rowsOfNotes() throws Exception {
        for (JsonNode check : json.readTree(folder.resolve("r.json").toFile()).path("verification")) {
            if (check.path("check").asText().equals("rows")
                    && check.path("table").asText().equals("notes")) {
                return check;
            }
        }
        throw new AssertionError(Files.readString(folder.resolve("r.json")));
    }

    private void fill(String name, String space, int dimension, int count) throws Exception {
        server.call(
                "POST",
                place(v1),
                "{\"name\":\"" + name + "\",\"metadata\":{\"who\":\"librarian\"},"
                        + "\"configuration\":{\"hnsw\":{\"space\":\"" + space + "\"}}}");
        ObjectNode body = json.createObjectNode();
        for (int number = 0; number < count; number++) {
            body.withArray("ids").add(name + "-" + number);
            body.withArray("documents").add(number % 9 == 0 ? null : "document " + number + " ü\u0001");
            body.withArray("embeddings").add(vector(dimension));
            if (number % 11 == 0) {
                body.withArray("metadatas").addNull();
            } else {
                body.withArray("metadatas")
                        .addObject()
                        .put("number", 9_007_199_254_740_993L + number)
                        .put("share", number / 3.0)
                        .put("even", number % 2 == 0)
                        .put("tag", "t".repeat(number % 5));
            }
        }
        change(v1, name, "add", body.toString());
    }

    private ArrayNode vector(int dimension) {
        ArrayNode numbers = json.createArrayNode();
        for (int index = 0; index < dimension; index++) {
            numbers.add(random.nextFloat() * 2 - 1);
        }
        return numbers;
    }

    private void assertMoved() {
        for (String name : List.of("notes", "facts")) {
            Map<String, JsonNode> before = byId(v1, name);
            Map<String, JsonNode> after = byId(v2, name);
            assertThat(after.keySet()).isEqualTo(before.keySet());
            before.forEach((id, record) -> {
                assertThat(after.get(id).path("document")).as(id).isEqualTo(record.path("document"));
                assertThat(after.get(id).path("metadata")).as(id).isEqualTo(record.path("metadata"));
                assertNear(after.get(id).path("embedding"), record.path("embedding"), name.equals("notes"));
            });
        }
    }

    /** An index for cosine rounds once more on the way in; the others are exact. */
    private static void assertNear(JsonNode after, JsonNode before, boolean rounded) {
        assertThat(after).hasSameSizeAs(before);
        for (int index = 0; index < before.size(); index++) {
            double allowed = rounded ? Math.abs(before.get(index).asDouble()) * ROUNDING : 0;
            assertThat(after.get(index).asDouble() - before.get(index).asDouble())
                    .isBetween(-allowed, allowed);
        }
    }

    private Map<String, JsonNode> byId(String database, String collection) {
        JsonNode records = server.records(database, collection);
        Map<String, JsonNode> byId = new TreeMap<>();
        for (int index = 0; index < records.path("ids").size(); index++) {
            ObjectNode record = json.createObjectNode();
            record.set("document", records.path("documents").get(index));
            record.set("metadata", records.path("metadatas").get(index));
            record.set("embedding", records.path("embeddings").get(index));
            byId.put(records.path("ids").get(index).asText(), record);
        }
        assertThat(byId).as("no id twice").hasSize(records.path("ids").size());
        return byId;
    }

    private String id(String database, String collection) {
        return server.call("GET", place(database) + "/" + collection, "")
                .path("id")
                .asText();
    }

    private void change(String database, String collection, String call, String body) {
        server.call("POST", place(database) + "/" + id(database, collection) + "/" + call, body);
    }

    private static String place(String database) {
        return "/api/v2/tenants/default_tenant/databases/" + database + "/collections";
    }
}
