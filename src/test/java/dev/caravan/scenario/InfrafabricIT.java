package dev.caravan.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.scenario.Chunks.Chunk;
import dev.caravan.servers.ChromaServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The shipped migration of InfraFabric's Chroma at its own numbers, on a real server; what came out is read past Caravan. */
@ExtendWith(ChromaServer.class)
class InfrafabricIT {
    private static final boolean CAMPAIGN = Boolean.getBoolean("caravan.campaign");
    private static final int DIMENSION = CAMPAIGN ? 1536 : 48;
    private static final int KILLS = CAMPAIGN ? 50 : 4;
    private static final int PAGE = 500;
    private static final double ROUNDING = 3e-7;

    private final ObjectMapper json = new ObjectMapper();
    private final long seed = System.nanoTime();
    private final Chunks chunks = new Chunks(seed, DIMENSION);

    @TempDir
    private Path folder;

    private ChromaServer.Running server;
    private Launched caravan;
    private String v1;
    private String v2;

    @BeforeEach
    void makeV1(ChromaServer.Running running) {
        server = running;
        caravan = new Launched(folder);
        v1 = server.database();
        v2 = server.database();
        chunks.fill(server, v1);
    }

    @Test
    void shouldBringSixCollectionsIntoFourHoweverOftenItDies() throws Exception {
        assertPlanned();
        int killed = kill(KILLS);

        int end = caravan.run(words("run", "--only", "data", "--report", "r.json"));

        assertThat(end).as("seed " + seed + ": " + caravan.said()).isZero();
        assertThat(killed).as("kills that met a run in its copying").isGreaterThan(KILLS / 2);
        assertArrived();
        assertThat(rejects()).isEqualTo(chunks.rejects());
        JsonNode pipeline = json.readTree(folder.resolve("r.json").toFile()).at("/pipelines/0");
        assertThat(pipeline.path("read").asInt()).isEqualTo(8832);
        assertThat(verification("rows").path("outcome").asText()).isEqualTo("pass");
        assertThat(verification("search").path("compared").asInt()).isEqualTo(5);
        assertThat(verification("search").toString()).contains("5 of 5 queries work", "overlap of both sides");
    }

    /** Kills runs that have brought something into the target, at any moment of the next chunks; answers how many. */
    private int kill(int times) throws Exception {
        Random random = new Random(seed);
        int killed = 0;
        for (int kill = 0; kill < times; kill++) {
            long before = arrived();
            Process run = caravan.start(words("run", "--only", "data", "--batch-size", "100"));
            while (run.isAlive() && arrived() == before) {
                run.waitFor(20, MILLISECONDS);
            }
            if (!run.waitFor(random.nextInt(150), MILLISECONDS)) {
                run.destroyForcibly().waitFor();
                killed++;
            }
        }
        return killed;
    }

    private long arrived() {
        String place = "/api/v2/tenants/default_tenant/databases/" + v2 + "/collections";
        long arrived = 0;
        for (JsonNode collection : server.call("GET", place, "")) {
            String id = collection.path("id").asText();
            if (collection.path("name").asText().startsWith("sergio_")) {
                arrived += server.call("GET", place + "/" + id + "/count", "").asLong();
            }
        }
        return arrived;
    }

    /** Before the first write the plan says how many chunks of which collection go where. */
    private void assertPlanned() throws Exception {
        assertThat(caravan.run(words("plan", "--format", "json"))).isZero();
        JsonNode routes = json.readTree(folder.resolve("out.txt").toFile()).at("/pipelines/0/routes");
        Map<String, Map<String, Long>> wanted =
                chunks.all().stream().collect(groupingBy(Chunk::collection, groupingBy(Chunk::target, counting())));
        Map<String, Map<String, Long>> planned = new TreeMap<>();
        routes.path("sources").properties().forEach(source -> source.getValue()
                .path("targets")
                .properties()
                .forEach(target -> planned.computeIfAbsent(source.getKey(), name -> new TreeMap<>())
                        .put(target.getKey(), target.getValue().asLong())));
        assertThat(planned).as("seed " + seed).isEqualTo(wanted);
        assertThat(routes.path("targets").toString())
                .isEqualTo(
                        "{\"sergio_personality\":1000,\"sergio_rhetorical\":500,\"sergio_humor\":800,\"sergio_corpus\":6532}");
        assertThat(routes.path("none").asLong()).isZero();
        assertThat(caravan.run(words("plan"))).isZero();
        assertThat(caravan.said())
                .contains("routes    by the mapping: sergio_personality 1,000, sergio_rhetorical 500");
    }

    private void assertArrived() {
        Map<String, Map<String, Chunk>> expected = chunks.expected();
        assertThat(expected).hasSize(4);
        Map<String, JsonNode> source = sourceMetadata();
        expected.forEach((collection, own) -> {
            Set<String> found = new TreeSet<>();
            forEachPage(v2, collection, page -> {
                for (int index = 0; index < page.path("ids").size(); index++) {
                    String key = page.path("ids").get(index).asText();
                    assertThat(found.add(key)).as("no id twice: " + key).isTrue();
                    assertThat(own).as(collection + ", seed " + seed).containsKey(key);
                    assertSame(page, index, own.get(key), source.get(key));
                }
            });
            assertThat(found).as(collection + ", seed " + seed).isEqualTo(own.keySet());
        });
    }

    /** As the source gives it: the server reads a fraction now and then one unit in the last place off. */
    private Map<String, JsonNode> sourceMetadata() {
        Map<String, JsonNode> metadata = new TreeMap<>();
        for (String collection : Chunks.COUNTS.keySet()) {
            forEachPage(v1, collection, page -> {
                for (int index = 0; index < page.path("ids").size(); index++) {
                    metadata.put(
                            collection + "/" + page.path("ids").get(index).asText(),
                            page.path("metadatas").get(index));
                }
            });
        }
        return metadata;
    }

    /** At the plan's own size a collection has more than a hundred megabytes of numbers. */
    private void forEachPage(String database, String collection, Consumer<JsonNode> each) {
        JsonNode page = server.records(database, collection, 0, PAGE);
        for (int offset = PAGE; !page.path("ids").isEmpty(); offset += PAGE) {
            each.accept(page);
            page = server.records(database, collection, offset, PAGE);
        }
    }

    private void assertSame(JsonNode found, int index, Chunk chunk, JsonNode source) {
        assertThat(found.path("documents").get(index).asText()).isEqualTo(chunk.document());
        assertThat(sorted(found.path("metadatas").get(index)))
                .as(chunk.key() + ", seed " + seed)
                .isEqualTo(sorted(metadata(chunk, source)));
        JsonNode vector = found.path("embeddings").get(index);
        for (int at = 0; at < DIMENSION; at++) {
            double wanted = chunk.vector()[at];
            assertThat(vector.get(at).asDouble() - wanted)
                    .as(chunk.key() + ", seed " + seed)
                    .isBetween(-Math.abs(wanted) * ROUNDING, Math.abs(wanted) * ROUNDING);
        }
    }

    /** The twelve fields by the runbook's rules, and what the collection has beside them. */
    private static ObjectNode metadata(Chunk chunk, JsonNode source) {
        ObjectNode wanted = source.deepCopy();
        if (!wanted.has("authenticity_score")) {
            wanted.put("authenticity_score", 0.75);
        }
        if (!wanted.has("collection_type")) {
            wanted.put("collection_type", "corpus");
        }
        wanted.put("category", "general").put("language", "en").put("confidence_level", "medium");
        wanted.put("if_citation_uri", "if://chunk/" + chunk.key());
        return wanted.put("source_collection", chunk.collection());
    }

    private static Map<String, String> sorted(JsonNode object) {
        Map<String, String> sorted = new TreeMap<>();
        object.properties()
                .forEach(one -> sorted.put(
                        one.getKey(),
                        one.getValue().isNumber()
                                ? String.valueOf(one.getValue().asDouble())
                                : one.getValue().toString()));
        return sorted;
    }

    private Map<String, Long> rejects() throws Exception {
        Map<String, Long> rejects = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve("state/rejects/infrafabric-chroma/chunks.ndjson"))) {
            rejects.merge(json.readTree(line).path("code").asText(), 1L, Long::sum);
        }
        return rejects;
    }

    private JsonNode verification(String check) throws Exception {
        for (JsonNode one : json.readTree(folder.resolve("r.json").toFile()).path("verification")) {
            if (one.path("check").asText().equals(check)) {
                return one;
            }
        }
        throw new AssertionError("no check " + check + " in " + Files.readString(folder.resolve("r.json")));
    }

    private List<String> words(String verb, String... more) {
        Path home = Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();
        List<String> words = new ArrayList<>(List.of(
                verb, home.resolve("config/migrations/infrafabric-chroma.yaml").toString()));
        Map.of("source.url", server.url(), "source.database", v1, "target.url", server.url(), "target.database", v2)
                .forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
        words.addAll(List.of(more));
        return words;
    }
}
