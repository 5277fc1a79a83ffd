package dev.caravan.system.chroma;

import static dev.caravan.spi.Chunks.NOW;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CellType;
import dev.caravan.model.Existing;
import dev.caravan.model.Pipeline;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.SystemSettings;
import dev.caravan.servers.ChromaServer;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A database of a test's own on the server, with targets into it and short ways to look at what came out. */
final class Sample {
    static final int DIMENSION = 4;

    private final ChromaSystem system = new ChromaSystem(Clock.fixed(NOW, ZoneOffset.UTC));
    private final ObjectMapper json = new ObjectMapper();
    private final ChromaServer.Running server;
    private final String database;

    Sample(ChromaServer.Running server) {
        this.server = server;
        this.database = server.database();
    }

    ChromaSystem system() {
        return system;
    }

    SystemSettings settings() {
        return settings(server.url());
    }

    /** The same database at another address, such as a proxy's. */
    SystemSettings settings(String url) {
        ObjectNode options = JsonNodeFactory.instance.objectNode().put("database", database);
        return new SystemSettings("v2", "chroma", url, List.of(), options, "demo.yaml:3:5");
    }

    /** A target that is not open yet. */
    Target target(SystemSettings settings, Existing existing, TargetTable table) {
        return system.target(new Pipeline.Import(settings, table.table(), table.key(), existing), List.of(table));
    }

    /** A collection made by somebody else; answers its id. */
    String collection(String name, String more) {
        return server.call("POST", place(), "{\"name\":\"" + name + "\"" + more + "}")
                .path("id")
                .asText();
    }

    /** Adds a record as somebody else does; metadata may be null. */
    void add(String collectionId, String id, String document, String metadata, float... vector) {
        ObjectNode body = json.createObjectNode();
        body.putArray("ids").add(id);
        body.putArray("documents").add(document);
        var numbers = body.putArray("embeddings").addArray();
        for (float number : vector) {
            numbers.add(number);
        }
        body.putArray("metadatas").add(metadata == null ? json.nullNode() : tree(metadata));
        server.call("POST", place() + "/" + collectionId + "/upsert", body.toString());
    }

    /** Deletes a record as somebody else does. */
    void remove(String collectionId, String id) {
        server.call("POST", place() + "/" + collectionId + "/delete", "{\"ids\":[\"" + id + "\"]}");
    }

    /** The records of a collection as the server has them: arrays {@code ids}, {@code documents} and so on. */
    JsonNode records(String collection) {
        return server.records(database, collection);
    }

    /** How a collection was made. */
    JsonNode described(String collection) {
        return server.call("GET", place() + "/" + collection, "");
    }

    /** The names of all collections. */
    List<String> collections() {
        List<String> names = new ArrayList<>();
        server.call("GET", place(), "")
                .forEach(one -> names.add(one.path("name").asText()));
        return names;
    }

    /** A vector of small whole numbers, which every index gives back exactly. */
    static byte[] vector(int dimension, int seed) {
        Random random = new Random(seed);
        float[] numbers = new float[dimension];
        for (int index = 0; index < dimension; index++) {
            numbers[index] = random.nextInt(64) + 1;
        }
        return bytes(numbers);
    }

    static byte[] bytes(float... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        return bytes.array();
    }

    /** The rows with an embedding beside: the same one for the same first value. */
    static RowBuffer withVectors(RowBuffer rows) {
        List<String> columns = new ArrayList<>(rows.columns());
        columns.add("embedding");
        RowBuffer all = new RowBuffer(columns, rows.rows());
        for (int row = 0; row < rows.rows(); row++) {
            all.beginRow(rows.record(row));
            for (int column = 0; column < rows.columns().size(); column++) {
                all.addCopy(rows, row, column);
            }
            int seed = rows.isNull(row, 0) ? 0 : rows.text(row, 0).hashCode();
            all.addBytes(CellType.VECTOR, vector(DIMENSION, seed));
            all.endRow();
        }
        return all;
    }

    private String place() {
        return "/api/v2/tenants/default_tenant/databases/" + database + "/collections";
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
