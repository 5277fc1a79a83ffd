package dev.caravan.system.chroma;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The calls of API v2 that Caravan makes. Safe for use by several threads. */
final class Server implements AutoCloseable {
    /** All that a record has. */
    static final List<String> ALL = List.of("embeddings", "documents", "metadatas", "uris");

    /** All but the vector, which is most of a record's bytes. */
    static final List<String> WITHOUT_VECTORS = List.of("documents", "metadatas", "uris");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int USUAL_BATCH = 1000;
    private static final int LISTED = 100;
    private static final int MOST_SPARE = 2;

    private final ChromaHttp http;
    private final String collections;

    /** Megabytes each: anew for every page they would be most of the collector's work. */
    private final Queue<byte[]> spare = new ConcurrentLinkedQueue<>();

    Server(ChromaHttp http) {
        this.http = http;
        this.collections = "/api/v2/tenants/" + encoded(http.address().tenant()) + "/databases/"
                + encoded(http.address().database()) + "/collections";
    }

    ChromaAddress address() {
        return http.address();
    }

    /** Asks whether a Chroma server of API v2 is there, and how much it takes at once. */
    Limits connect() {
        try {
            http.get("/api/v2/heartbeat", Server::tree);
            JsonNode limits = http.get("/api/v2/pre-flight-checks", Server::tree);
            int most = limits.path("max_batch_size").asInt(0);
            return new Limits(
                    most > 0 ? most : USUAL_BATCH,
                    limits.path("supports_base64_encoding").asBoolean(false));
        } catch (Refused refused) {
            if (refused.isMissing() && speaksVersion1()) {
                throw address()
                        .error(
                                "this server speaks API v1 alone; Caravan speaks v2: upgrade it to Chroma 1.0 or newer",
                                refused);
            }
            throw http.error("no Chroma server answers here", refused);
        }
    }

    /** The collection of this name, or nothing. */
    Optional<Collection> find(String name) {
        try {
            return Optional.of(collection(http.get(collections + "/" + encoded(name), Server::tree)));
        } catch (Refused refused) {
            if (refused.isMissing()) {
                return Optional.empty();
            }
            throw http.error("collection '" + name + "' could not be looked up", refused);
        }
    }

    /** Every collection of the database, ordered by name. */
    List<Collection> all() {
        List<Collection> all = new ArrayList<>();
        try {
            JsonNode page;
            do {
                page = http.get(collections + "?limit=" + LISTED + "&offset=" + all.size(), Server::tree);
                page.forEach(one -> all.add(collection(one)));
            } while (page.size() == LISTED);
        } catch (Refused refused) {
            throw http.error("the collections could not be listed", refused);
        }
        all.sort(Comparator.comparing(Collection::name));
        return all;
    }

    /** Makes a collection; one that is there stays as it is. */
    Collection create(String name, Map<String, String> settings) {
        try {
            return collection(http.post(collections, CollectionSettings.request(name, settings), Server::tree));
        } catch (Refused refused) {
            throw http.error("collection '" + name + "' could not be made", refused);
        }
    }

    /** Tries to make a collection; 0 when it was made, else the status of the answer that refused it. */
    int tryCreate(String name) {
        try {
            http.post(collections, CollectionSettings.request(name, Map.of()), Server::tree);
            return 0;
        } catch (Refused refused) {
            if (refused.status() <= 0) {
                throw http.error("a write could not be tried", refused);
            }
            return refused.status();
        }
    }

    void drop(String name) {
        try {
            http.delete(collections + "/" + encoded(name));
        } catch (Refused refused) {
            throw http.error("collection '" + name + "' could not be removed", refused);
        }
    }

    /** How many records there are; the server first finishes what it has taken in. */
    long count(Collection collection) {
        try {
            return http.get(path(collection, "count"), Server::tree).asLong();
        } catch (Refused refused) {
            throw http.error("collection '" + collection.name() + "' could not be counted", refused);
        }
    }

    /**
     * The records from an offset on, in the order in which the server keeps them.
     *
     * @throws Refused when they cannot be given
     */
    Page page(Collection collection, long offset, int most, List<String> include) {
        ObjectNode request = JSON.createObjectNode().put("limit", most).put("offset", offset);
        return get(collection, request, include, most);
    }

    /**
     * Those of some records that are there, in the server's order.
     *
     * @throws Refused when they cannot be given
     */
    Page records(Collection collection, List<String> ids, List<String> include) {
        ObjectNode request = JSON.createObjectNode();
        ids.forEach(request.putArray("ids")::add);
        return get(collection, request, include, ids.size());
    }

    /** The same as {@link #records}, where a refusal is an error. */
    Page read(Collection collection, List<String> ids, List<String> include) {
        try {
            return records(collection, ids, include);
        } catch (Refused refused) {
            throw http.error("collection '" + collection.name() + "' could not be read", refused);
        }
    }

    /**
     * Those whose metadata has these values.
     *
     * @throws Refused when they cannot be given
     */
    Page matching(Collection collection, Map<String, String> values, List<String> include) {
        ObjectNode request = JSON.createObjectNode();
        request.set("where", where(values));
        return get(collection, request, include, 0);
    }

    /**
     * What the index finds nearest to a vector: {@code ids} and {@code distances}, each one array in an array.
     *
     * @throws Refused when the server does not search
     */
    JsonNode query(Collection collection, float[] vector, int most) {
        ObjectNode request = JSON.createObjectNode().put("n_results", most);
        ArrayNode numbers = request.putArray("query_embeddings").addArray();
        for (float number : vector) {
            numbers.add(number);
        }
        request.putArray("include").add("distances");
        return http.post(path(collection, "query"), request.toString(), Server::tree);
    }

    /** @throws Refused when the server does not take it */
    void upsert(Collection collection, byte[] body, int length) {
        JsonNode answer = http.post(path(collection, "upsert"), body, length, Server::tree);
        if (!answer.isObject() || answer.has("error")) {
            throw new Refused(500, "the server took the records with an error in its answer", null);
        }
    }

    /** @throws Refused when the server does not take it */
    void delete(Collection collection, List<String> ids) {
        ObjectNode request = JSON.createObjectNode();
        ids.forEach(request.putArray("ids")::add);
        http.post(path(collection, "delete"), request.toString(), Answers::nothing);
    }

    /** @throws Refused when the server does not take it */
    void deleteMatching(Collection collection, Map<String, String> values) {
        ObjectNode request = JSON.createObjectNode();
        request.set("where", where(values));
        http.post(path(collection, "delete"), request.toString(), Answers::nothing);
    }

    ChromaHttp http() {
        return http;
    }

    @Override
    public void close() {
        http.close();
    }

    private Page get(Collection collection, ObjectNode request, List<String> include, int most) {
        include.forEach(request.putArray("include")::add);
        int bytes = include.contains("embeddings") ? most * Math.max(16, collection.dimension() * Float.BYTES) : 0;
        return http.post(path(collection, "get"), request.toString(), body -> Page.read(body, room(bytes)));
    }

    /** Takes back the room of a page that nobody looks at any more. */
    void done(Page page) {
        if (page.vectors().length > 0 && spare.size() < MOST_SPARE) {
            spare.add(page.vectors());
        }
    }

    private byte[] room(int bytes) {
        byte[] found = bytes == 0 ? null : spare.poll();
        return found != null && found.length >= bytes ? found : new byte[bytes];
    }

    private static ObjectNode where(Map<String, String> values) {
        ObjectNode where = JSON.createObjectNode();
        ArrayNode all = JSON.createArrayNode();
        values.forEach((name, value) -> all.addObject().putObject(name).put("$eq", value));
        return all.size() == 1 ? (ObjectNode) all.get(0) : where.set("$and", all);
    }

    private boolean speaksVersion1() {
        try {
            http.get("/api/v1/heartbeat", Answers::nothing);
            return true;
        } catch (Refused refused) {
            return false;
        }
    }

    private String path(Collection collection, String call) {
        return collections + "/" + encoded(collection.id()) + "/" + call;
    }

    private static Collection collection(JsonNode answer) throws IllegalStateException {
        return new Collection(
                answer.path("id").asText(),
                answer.path("name").asText(),
                answer.path("dimension").asInt(0),
                CollectionSettings.of(answer));
    }

    private static JsonNode tree(InputStream body) throws IOException {
        JsonNode tree = JSON.readTree(body);
        if (tree == null || tree.isMissingNode()) {
            throw new IOException("the answer is empty");
        }
        return tree;
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, UTF_8).replace("+", "%20");
    }

    /**
     * What the server takes.
     *
     * @param most records a call
     * @param base64 true when vectors may be sent as base64, which is quicker
     */
    record Limits(int most, boolean base64) {}
}
