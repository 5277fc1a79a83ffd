package dev.caravan.system.chroma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import dev.caravan.servers.ChromaServer;
import dev.caravan.spi.SnapshotContract;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.SystemKind;
import dev.caravan.step.StepCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(ChromaServer.class)
class ChromaSnapshotIT extends SnapshotContract {
    private final List<String> databases = new ArrayList<>();

    private ChromaServer.Running server;

    @TempDir
    private Path temporary;

    @BeforeEach
    void make(ChromaServer.Running running) {
        server = running;
    }

    @Override
    protected SystemKind kind() {
        return new ChromaSystem(Clock.systemUTC());
    }

    @Override
    protected SystemSettings empty() {
        String database = server.database();
        databases.add(database);
        return new SystemSettings(
                "v1",
                "chroma",
                server.url(),
                List.of(),
                StepCalls.json("{\"database\": \"" + database + "\"}"),
                "m.yaml:1:1");
    }

    @Override
    protected SystemSettings filled() {
        SystemSettings system = empty();
        make(system, "notes", "l2", "{\"owner\": \"me\", \"level\": 3}");
        make(system, "angles", "cosine", "{}");
        make(system, "nothing-in-it", "ip", "{}");
        StringBuilder ids = new StringBuilder();
        StringBuilder vectors = new StringBuilder();
        StringBuilder documents = new StringBuilder();
        StringBuilder metadatas = new StringBuilder();
        for (int i = 0; i < 1203; i++) {
            String comma = i == 0 ? "" : ",";
            ids.append(comma).append("\"id ").append(i).append("\"");
            vectors.append(comma).append("[").append(i / 7.0).append(", 1e-30, -0.5]");
            documents.append(comma).append(i % 5 == 0 ? "null" : "\"text \\u00e4\\ud83d\\ude00 " + i + "\"");
            metadatas
                    .append(comma)
                    .append(i % 3 == 0 ? "null" : "{\"n\": " + i + ", \"f\": 1.5, \"b\": true, \"t\": \"x\"}");
        }
        add(system, "notes", ids, vectors, documents, metadatas);
        add(system, "angles", ids, vectors, documents, metadatas);
        return system;
    }

    private void add(SystemSettings system, String collection, CharSequence... four) {
        call(
                system,
                "POST",
                "/" + id(system, collection) + "/add",
                "{\"ids\": [" + four[0] + "], \"embeddings\": [" + four[1] + "], \"documents\": [" + four[2]
                        + "], \"metadatas\": [" + four[3] + "]}");
    }

    @Override
    protected Map<String, String> values(SystemSettings system) {
        Map<String, String> values = new TreeMap<>();
        for (JsonNode collection : call(system, "GET", "", "")) {
            String name = collection.path("name").asText();
            values.put(
                    name,
                    sorted(collection.path("metadata")) + " " + collection.path("dimension")
                            + collection.at("/configuration_json/hnsw/space"));
            boolean rounds =
                    collection.at("/configuration_json/hnsw/space").asText().equals("cosine");
            JsonNode records = server.records(database(system), name);
            for (int i = 0; i < records.path("ids").size(); i++) {
                StringBuilder value = new StringBuilder();
                value.append(records.path("documents").path(i))
                        .append(records.path("uris").path(i));
                value.append(sorted(records.path("metadatas").path(i)));
                for (JsonNode number : records.path("embeddings").path(i)) {
                    value.append(' ').append(rounds ? String.format("%.4e", number.asDouble()) : number.floatValue());
                }
                values.put(name + "/" + records.path("ids").path(i).asText(), value.toString());
            }
        }
        return values;
    }

    private static Map<String, String> sorted(JsonNode object) {
        Map<String, String> sorted = new TreeMap<>();
        object.properties()
                .forEach(one -> sorted.put(one.getKey(), one.getValue().toString()));
        return sorted;
    }

    @Override
    protected void change(SystemSettings system) {
        String place = "/" + id(system, "notes");
        call(system, "POST", place + "/update", "{\"ids\": [\"id 4\"], \"embeddings\": [[9, 9, 9]]}");
        call(system, "POST", place + "/delete", "{\"ids\": [\"id 7\"]}");
        call(system, "POST", place + "/add", "{\"ids\": [\"new\"], \"embeddings\": [[1, 2, 3]]}");
        make(system, "later", "l2", "{}");
    }

    @Override
    protected String place() {
        return "angles";
    }

    @Override
    protected void move(SystemSettings system) {
        add(system, "angles", "\"moved\"", "[1, 2, 3]", "null", "null");
        make(system, "caravan_ledger", "l2", "{}");
        add(system, "caravan_ledger", "\"m\"", "[1]", "null", "null");
    }

    @Override
    protected List<String> surroundings() {
        List<String> names = new ArrayList<>();
        for (String database : databases) {
            JsonNode all =
                    server.call("GET", "/api/v2/tenants/default_tenant/databases/" + database + "/collections", "");
            all.forEach(one -> {
                if (one.path("name").asText().startsWith("caravan")) {
                    names.add(database + one.path("name").asText());
                }
            });
        }
        return names;
    }

    @Test
    void shouldLeaveAloneWhatIsAsItWas() throws Exception {
        SystemSettings system = filled();
        make(system, "one", "l2", "{}");
        add(system, "one", "\"a\"", "[1, 2, 3]", "null", "null");
        Map<String, String> before = values(system);
        SnapshotFolder copy = new SnapshotFolder(Files.createDirectory(temporary.resolve("copy")), () -> {});
        kind().snapshot(system).take(copy);
        Map<String, String> ids = ids(system);
        change(system);
        call(system, "POST", "/" + ids.get("one") + "/add", "{\"ids\": [\"b\"], \"embeddings\": [[1, 2, 3]]}");
        call(system, "POST", "/" + ids.get("angles") + "/update", "{\"ids\": [\"id 8\"], \"documents\": [\"y\"]}");
        call(
                system,
                "POST",
                "/" + ids.get("angles") + "/update",
                "{\"ids\": [\"id 8\"], \"documents\": [\"text \\u00e4\\ud83d\\ude00 8\"]}");

        kind().snapshot(system).restore(copy);

        Map<String, String> after = ids(system);
        assertThat(values(system)).isEqualTo(before);
        assertThat(after.keySet()).isEqualTo(ids.keySet());
        assertThat(after.get("angles")).isEqualTo(ids.get("angles"));
        assertThat(after.get("nothing-in-it")).isEqualTo(ids.get("nothing-in-it"));
        assertThat(after.get("notes")).as("one changed, one missing").isNotEqualTo(ids.get("notes"));
        assertThat(after.get("one")).as("one more").isNotEqualTo(ids.get("one"));
    }

    @Test
    void shouldNoticeThatItIsWrittenMeanwhile() throws Exception {
        SystemSettings system = filled();
        AtomicInteger number = new AtomicInteger();
        String place = "/" + id(system, "notes") + "/add";
        SnapshotFolder copy = new SnapshotFolder(
                Files.createDirectory(temporary.resolve("copy")),
                () -> call(
                        system,
                        "POST",
                        place,
                        "{\"ids\": [\"w" + number.incrementAndGet() + "\"], \"embeddings\": [[1, 2, 3]]}"));

        assertThatThrownBy(() -> kind().snapshot(system).take(copy))
                .isInstanceOfSatisfying(CaravanException.class, changed -> assertThat(changed.code())
                        .isEqualTo(ErrorCode.SOURCE_CHANGED));
    }

    private void make(SystemSettings system, String name, String space, String metadata) {
        call(
                system,
                "POST",
                "",
                "{\"name\": \"" + name + "\", \"configuration\": {\"hnsw\": {\"space\": \"" + space + "\"}}"
                        + (metadata.equals("{}") ? "" : ", \"metadata\": " + metadata) + "}");
    }

    private Map<String, String> ids(SystemSettings system) {
        Map<String, String> ids = new TreeMap<>();
        call(system, "GET", "", "")
                .forEach(
                        one -> ids.put(one.path("name").asText(), one.path("id").asText()));
        return ids;
    }

    private String id(SystemSettings system, String collection) {
        return call(system, "GET", "/" + collection, "").path("id").asText();
    }

    private JsonNode call(SystemSettings system, String method, String path, String body) {
        return server.call(
                method, "/api/v2/tenants/default_tenant/databases/" + database(system) + "/collections" + path, body);
    }

    private static String database(SystemSettings system) {
        return system.options().path("database").asText();
    }
}
