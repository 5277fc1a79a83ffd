package dev.caravan.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.servers.ChromaServer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What InfraFabric's Chroma holds, as its runbook has it: six collections, 8,832 chunks, some of them bad. And what must become
 * of each, worked out here once more without any of Caravan's code.
 */
public final class Chunks {
    /** The runbook's counts; they add up to 8,832. */
    public static final Map<String, Integer> COUNTS = all(1);

    /** Where the chunks of each kind go, by the success record of the runbook. */
    static final Map<String, Integer> PER_TYPE = Map.of("personality", 1000, "rhetorical", 500, "humor", 800);

    private static final int PAGE = 500;

    private final ObjectMapper json = new ObjectMapper();
    /** The vectors of models lie in far fewer directions than they have numbers; in all of them no index finds neighbours. */
    private static final int DIRECTIONS = 16;

    private final List<float[]> directions = new ArrayList<>();
    private final Random random;
    private final int dimension;
    private final boolean bad;
    private final int part;
    private final List<Chunk> all = new ArrayList<>();

    /** A chunk of the source, and the code that it is rejected with, or null. */
    public record Chunk(
            String collection, String id, float[] vector, String document, ObjectNode metadata, String reject) {
        String key() {
            return collection + "/" + id;
        }

        String target() {
            String type = metadata.path("collection_type").asText("corpus");
            return "sergio_" + (PER_TYPE.containsKey(type) ? type : "corpus");
        }
    }

    Chunks(long seed, int dimension) {
        this(seed, dimension, true);
    }

    /** @param bad whether some are as they must not be */
    Chunks(long seed, int dimension, boolean bad) {
        this(seed, dimension, bad, 1);
    }

    /** @param part one of so many chunks of the runbook's */
    public Chunks(long seed, int dimension, boolean bad, int part) {
        this.part = part;
        this.random = new Random(seed);
        this.dimension = dimension;
        IntStream.range(0, DIRECTIONS).forEach(number -> directions.add(direction()));
        this.bad = bad;
        List<String> types = new ArrayList<>();
        PER_TYPE.forEach((type, count) -> types.addAll(java.util.Collections.nCopies(count / part, type)));
        while (types.size()
                < counts().values().stream().mapToInt(Integer::intValue).sum()) {
            types.add(types.size() % 3 == 0 ? "corpus" : "");
        }
        java.util.Collections.shuffle(types, random);
        counts().forEach((collection, count) -> {
            for (int number = 0; number < count; number++) {
                all.add(chunk(collection, number, types.get(all.size())));
            }
        });
    }

    public List<Chunk> all() {
        return all;
    }

    /** How many each collection holds. */
    public Map<String, Integer> counts() {
        return all(part);
    }

    /** Those that must arrive, by target collection and key. */
    Map<String, Map<String, Chunk>> expected() {
        Map<String, Map<String, Chunk>> expected = new TreeMap<>();
        all.stream().filter(chunk -> chunk.reject() == null).forEach(chunk -> expected.computeIfAbsent(
                        chunk.target(), name -> new TreeMap<>())
                .put(chunk.key(), chunk));
        return expected;
    }

    /** How many must be rejected, by code. */
    Map<String, Long> rejects() {
        Map<String, Long> rejects = new TreeMap<>();
        all.stream()
                .filter(chunk -> chunk.reject() != null)
                .forEach(chunk -> rejects.merge(chunk.reject(), 1L, Long::sum));
        return rejects;
    }

    /** Puts all into a database of a server. */
    public void fill(ChromaServer.Running server, String database) {
        String place = place(database);
        COUNTS.keySet().forEach(collection -> {
            JsonNode made = server.call(
                    "POST",
                    place,
                    "{\"name\":\"" + collection + "\",\"configuration\":{\"hnsw\":{\"space\":\"cosine\"}}}");
            List<Chunk> own = all.stream()
                    .filter(chunk -> chunk.collection().equals(collection))
                    .toList();
            for (int from = 0; from < own.size(); from += PAGE) {
                server.call(
                        "POST",
                        place + "/" + made.path("id").asText() + "/add",
                        body(own.subList(from, Math.min(own.size(), from + PAGE))));
            }
        });
    }

    static String place(String database) {
        return "/api/v2/tenants/default_tenant/databases/" + database + "/collections";
    }

    private String body(List<Chunk> chunks) {
        ObjectNode body = json.createObjectNode();
        for (Chunk chunk : chunks) {
            body.withArray("ids").add(chunk.id());
            body.withArray("documents").add(chunk.document());
            body.withArray("metadatas").add(chunk.metadata());
            ByteBuffer bytes = ByteBuffer.allocate(chunk.vector().length * 4).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(chunk.vector());
            body.withArray("embeddings").add(Base64.getEncoder().encodeToString(bytes.array()));
        }
        return body.toString();
    }

    private Chunk chunk(String collection, int number, String type) {
        ObjectNode metadata = json.createObjectNode()
                .put("source", "doc-" + number % 97 + ".md")
                .put("source_file", "/srv/" + collection + "/" + number % 13)
                .put("source_line", number)
                .put("author", number % 4 == 0 ? "sergio" : "ünknown")
                .put("disputed", number % 3 == 0);
        if (!type.isEmpty()) {
            metadata.put("collection_type", type);
        }
        if (number % 5 != 0) {
            metadata.put("authenticity_score", random.nextDouble());
        }
        metadata.put(collection.endsWith("core") ? "big_five_trait" : "device_type", "own-" + number % 6);
        metadata.put("weight", random.nextFloat() * 1e9);
        float[] vector = vector();
        String reject = null;
        switch (bad ? number % 301 : 0) {
            case 7 -> {
                metadata.put("authenticity_score", number % 2 == 0 ? 1.5 : -0.25);
                reject = "invalid_authenticity_score";
            }
            case 99 -> {
                metadata.remove("source");
                reject = "missing_metadata_source";
            }
            case 200 -> {
                vector[number % vector.length] = Float.NaN;
                reject = "nan_embedding";
            }
            default -> {
                // A good one
            }
        }
        // Collections use the same ids: they meet in one target
        return new Chunk(collection, "chunk-" + number, vector, "chunk " + number + " «text»\n", metadata, reject);
    }

    private float[] vector() {
        float[] vector = new float[dimension];
        for (float[] direction : directions) {
            float length = (float) random.nextGaussian();
            for (int index = 0; index < dimension; index++) {
                vector[index] += length * direction[index];
            }
        }
        return vector;
    }

    private float[] direction() {
        float[] direction = new float[dimension];
        for (int index = 0; index < dimension; index++) {
            direction[index] = (float) random.nextGaussian();
        }
        return direction;
    }

    private static Map<String, Integer> all(int part) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("openwebui_core", 3000 / part);
        counts.put("openwebui_docs", 2100 / part);
        counts.put("openwebui_functions", 1200 / part);
        counts.put("openwebui_pipelines", 900 / part);
        counts.put("openwebui_pain_points", 800 / part);
        counts.put("openwebui_careers", 832 / part);
        return counts;
    }
}
