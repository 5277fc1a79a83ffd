package dev.caravan.system.jdbc;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Chunk;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.spi.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads tables of one database out of one state of it, page by page, each page by its key. */
final class JdbcSource implements Source {
    private static final int DIGEST_PAGE = 5000;

    private final JdbcServer server;
    private final List<TableChoice> choices;
    private final Snapshots snapshots;
    private final Map<String, TableQuery> queries = new ConcurrentHashMap<>();

    /** A source; nothing is opened. */
    JdbcSource(JdbcServer server, List<TableChoice> choices) {
        this.server = server;
        this.choices = List.copyOf(choices);
        this.snapshots = new Snapshots(server);
    }

    @Override
    public List<Partition> open() {
        snapshots.open();
        return snapshots.with("could not be read", connection -> {
            List<Partition> partitions = new ArrayList<>();
            for (TableChoice choice : choices) {
                TableQuery query = choice.query(connection, server);
                queries.put(choice.table(), query);
                partitions.addAll(new TableCut(connection, query).partitions());
            }
            return List.copyOf(partitions);
        });
    }

    /** No database tells without being read whether another process would read the same. */
    @Override
    public String identity(Partition partition) {
        ContentDigest digest = new ContentDigest();
        Position from = Position.START;
        Chunk chunk;
        do {
            chunk = read(partition, from, DIGEST_PAGE);
            digest.add(chunk);
            from = chunk.to();
        } while (!chunk.last());
        return digest.text();
    }

    @Override
    public Chunk read(Partition partition, Position from, int most) {
        requireNonNull(from, "from is null");
        TableQuery query = queries.get(partition.table());
        if (query == null) {
            throw new IllegalStateException(
                    "the source is not open, or table '" + partition.table() + "' is not its own");
        }
        return snapshots.with(
                "partition '" + partition.id() + "' could not be read",
                connection -> new PageReader(query, partition).read(connection, from, most));
    }

    @Override
    public void close() {
        snapshots.close();
    }
}
