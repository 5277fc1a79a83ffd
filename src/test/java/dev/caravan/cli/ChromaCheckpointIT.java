package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.servers.ChromaServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Going back to an earlier checkpoint where the target has no transactions: each record is there once, and as it was. */
@ExtendWith(ChromaServer.class)
class ChromaCheckpointIT {
    private static final int RECORDS = 600;
    private static final String LAST = "r" + (RECORDS - 1);

    @TempDir
    private Path folder;

    private final ObjectMapper json = new ObjectMapper();
    private ChromaServer.Running server;
    private Scene scene;
    private String v1;
    private String v2;

    @BeforeEach
    void makeScene(ChromaServer.Running running) {
        server = running;
        scene = new Scene(folder);
        v1 = server.database();
        v2 = server.database();
        server.call("POST", place(v1), "{\"name\":\"notes\"}");
        ObjectNode body = json.createObjectNode();
        ArrayNode ids = body.putArray("ids");
        ArrayNode vectors = body.putArray("embeddings");
        ArrayNode documents = body.putArray("documents");
        for (int number = 0; number < RECORDS; number++) {
            ids.add("r" + number);
            vectors.addArray().add(number).add(1);
            documents.add(number % 100 == 50 ? "" : "note " + number);
        }
        server.call("POST", notes(v1) + "/add", body.toString());
    }

    @Test
    void shouldCopyAgainWhatCameAfterACheckpoint() throws Exception {
        migration(", stop-after: 3");
        Called stopped = scene.call("run", "-q");
        assertThat(stopped.exit()).as(stopped.err()).isEqualTo(4);
        migration("");
        Called run = scene.call("run", "-q");
        assertThat(run.exit()).as(run.err()).isZero();
        Map<String, String> full = records();
        JsonNode first =
                scene.callNamed("status", "back", "--format", "json").json().at("/0/checkpoints/0");
        server.call("POST", notes(v2) + "/delete", "{\"ids\":[\"r0\",\"" + LAST + "\"]}");
        server.call("POST", notes(v2) + "/update", "{\"ids\":[\"r580\"],\"documents\":[\"mended behind it\"]}");

        Called back = scene.call("run", "--from-checkpoint", first.path("id").asText(), "--format", "json");

        int before = first.path("read").asInt();
        assertThat(before).isBetween(50, 550);
        assertThat(back.exit())
                .as("the record that was lost before the checkpoint")
                .isEqualTo(4);
        JsonNode notes = back.json().at("/pipelines/0");
        assertThat(notes.path("read").asInt()).isEqualTo(RECORDS);
        assertThat(scene.rejects("back", "notes"))
                .filteredOn(reject -> reject.toString().contains("already_exists"))
                .singleElement()
                .asString()
                .contains("r580");
        Map<String, String> wanted = new TreeMap<>(full);
        wanted.remove("r0");
        wanted.put("r580", "mended behind it " + "[580.0,1.0]");
        assertThat(records()).isEqualTo(wanted).containsKey(LAST);
    }

    private Map<String, String> records() {
        JsonNode found = server.records(v2, "notes");
        Map<String, String> records = new TreeMap<>();
        for (int index = 0; index < found.path("ids").size(); index++) {
            String before = records.put(
                    found.path("ids").path(index).asText(),
                    found.path("documents").path(index).asText() + " "
                            + found.path("embeddings").path(index));
            assertThat(before).as("no id twice").isNull();
        }
        return records;
    }

    /** With a bar the run stops half-way, for its rejects; without one it goes through. */
    private void migration(String bar) {
        scene.migration(
                """
                migration: back
                systems:
                  v1: { chroma: "%s", database: %s }
                  v2: { chroma: "%s", database: %s }
                pipelines:
                  notes:
                    export: { from: v1, collections: [notes] }
                    validate: { accept: 0%%, rules: [ { field: document, length: { min: 1 } } ]%s }
                    import: { into: v2 }
                    batch: 50
                """
                        .formatted(server.url(), v1, server.url(), v2, bar));
    }

    private String notes(String database) {
        return place(database) + "/"
                + server.call("GET", place(database) + "/notes", "").path("id").asText();
    }

    private static String place(String database) {
        return "/api/v2/tenants/default_tenant/databases/" + database + "/collections";
    }
}
