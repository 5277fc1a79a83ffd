package dev.caravan.system.postgresql;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Chunk;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffers;
import dev.caravan.relational.Sql;
import dev.caravan.spi.Source;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads tables of one database out of one snapshot, each partition with a connection of its own. */
final class PostgresqlSource implements Source {
    private final PostgresqlServer server;
    private final List<TableChoice> choices;
    private final Snapshot snapshot;
    private final Map<String, TableQuery> queries = new ConcurrentHashMap<>();
    private final Map<String, PartitionReader> readers = new ConcurrentHashMap<>();
    private final RowBuffers buffers = new RowBuffers();

    /** A source; nothing is opened. */
    PostgresqlSource(PostgresqlServer server, List<TableChoice> choices) {
        this.server = server;
        this.choices = List.copyOf(choices);
        this.snapshot = new Snapshot(server);
    }

    @Override
    public List<Partition> open() {
        try {
            Connection connection = snapshot.holder();
            List<Partition> partitions = new ArrayList<>();
            List<String> all = choices.stream().map(TableChoice::table).toList();
            for (TableChoice choice : choices) {
                TableQuery query = choice.query(connection, server, all);
                queries.put(choice.table(), query);
                partitions.addAll(new TableCut(connection, query, rows(connection, query)).partitions());
            }
            return List.copyOf(partitions);
        } catch (SQLException e) {
            throw server.failure(e, "could not be read");
        }
    }

    @Override
    public String identity(Partition partition) {
        try {
            return snapshot.state(query(partition).table()).digest();
        } catch (SQLException e) {
            throw server.failure(e, "table '" + partition.table() + "' could not be read");
        }
    }

    @Override
    public Chunk read(Partition partition, Position from, int most) {
        requireNonNull(from, "from is null");
        TableQuery query = query(partition);
        PartitionReader old = readers.get(partition.id());
        if (old != null && !old.canRead(from)) {
            forget(partition);
        }
        PartitionReader reader = readers.computeIfAbsent(
                partition.id(), id -> new PartitionReader(snapshot.reader(), partition, query, buffers));
        try {
            Chunk chunk = reader.read(from, most);
            if (chunk.last()) {
                forget(partition);
            }
            return chunk;
        } catch (SQLException e) {
            forget(partition);
            throw server.failure(e, "partition '" + partition.id() + "' could not be read");
        }
    }

    @Override
    public void done(Chunk chunk) {
        buffers.give(chunk);
    }

    @Override
    public void close() {
        readers.values().forEach(PartitionReader::close);
        readers.clear();
        snapshot.close();
    }

    /** Counting reads the whole table; what stays whole need not be counted. */
    private long rows(Connection connection, TableQuery query) throws SQLException {
        return query.whole()
                ? Math.max(
                        0,
                        Sql.one(
                                connection,
                                "SELECT reltuples FROM pg_class WHERE oid = ?",
                                query.table().oid()))
                : snapshot.state(query.table()).rows();
    }

    private TableQuery query(Partition partition) {
        TableQuery query = queries.get(partition.table());
        if (query == null) {
            throw new IllegalStateException(
                    "the source is not open, or table '" + partition.table() + "' is not its own");
        }
        return query;
    }

    private void forget(Partition partition) {
        PartitionReader reader = readers.remove(partition.id());
        if (reader != null) {
            reader.close();
        }
    }
}
