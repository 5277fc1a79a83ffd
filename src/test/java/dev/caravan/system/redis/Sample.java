package dev.caravan.system.redis;

import static dev.caravan.spi.Chunks.NOW;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Chunk;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.model.SystemSettings;
import dev.caravan.servers.RedisServer;
import dev.caravan.spi.Source;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;

/** A database of a test's own on the server, and short ways to look at what is read from it. */
final class Sample implements AutoCloseable {
    private final RedisServer.Running server;
    private final int database;
    private final ObjectNode options = JsonNodeFactory.instance.objectNode();
    final Jedis client;

    Sample(RedisServer.Running server) {
        this.server = server;
        this.database = server.database();
        this.client = server.client(database);
    }

    /** Sets an option of the system. */
    Sample with(String option, Object value) {
        options.putPOJO(option, value);
        return this;
    }

    /** The kind, as another process would have it. */
    static RedisSystem system() {
        return new RedisSystem(Clock.fixed(NOW, ZoneOffset.UTC));
    }

    SystemSettings settings() {
        return settings(server.url(database));
    }

    SystemSettings settings(String url) {
        ObjectNode plain = JsonNodeFactory.instance.objectNode();
        options.properties()
                .forEach(option -> plain.put(option.getKey(), option.getValue().asText()));
        return new SystemSettings("v1", "redis", url, List.of(), plain, "demo.yaml:3:5");
    }

    /** A source over some keys, as another process would open it. */
    Source source(String keys) {
        return system().source(new Pipeline.Export(settings(), List.of(keys), List.of(), List.of()));
    }

    /** Everything that a source gives, by its key: the other columns parted by {@code |}, or the code of a reject. */
    static Map<String, String> read(Source source) {
        Map<String, String> read = new TreeMap<>();
        for (Partition partition : source.open()) {
            Position from = Position.START;
            Chunk chunk;
            do {
                chunk = source.read(partition, from, 100);
                add(chunk, read);
                from = chunk.to();
            } while (!chunk.last());
        }
        return read;
    }

    private static void add(Chunk chunk, Map<String, String> read) {
        RowBuffer rows = ((RowRecords) chunk.records()).rows();
        for (int row = 0; row < rows.rows(); row++) {
            long ordinal = chunk.records().ordinal(row);
            String fate = chunk.rejects().stream()
                    .filter(reject -> reject.ordinal() == ordinal)
                    .map(reject -> reject.code())
                    .findFirst()
                    .orElse(chunk.fate(row).toString());
            List<String> cells = new ArrayList<>();
            for (int column = 1; column < rows.columns().size(); column++) {
                cells.add(rows.text(row, column));
            }
            String text = chunk.pending(row)
                    ? String.join("|", cells.stream().map(String::valueOf).toList())
                    : fate;
            if (read.put(rows.text(row, 0), text) != null) {
                throw new AssertionError("key " + rows.text(row, 0) + " was read twice");
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
