package dev.caravan.system.sqlite;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffers;
import dev.caravan.relational.Sql;
import dev.caravan.spi.Source;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads tables of one database file, each page in a short read transaction of its own, so that nobody's writing is held up.
 * That all pages are of one content is proved by the file's state; where it need not be ({@code watched} false, as for the
 * tables of a target), a page is still whole.
 */
final class SqliteSource implements Source {
    private final SqliteFile file;
    private final List<TableChoice> choices;
    private final boolean watched;
    private final Map<String, PageQuery> queries = new ConcurrentHashMap<>();
    private final Map<String, PartitionReader> readers = new ConcurrentHashMap<>();
    private final RowBuffers buffers = new RowBuffers();
    private volatile FileState opened;
    private volatile boolean closed;
    private String digest;

    /**
     * A source; nothing is opened.
     *
     * @param watched whether a change of the file is an error
     */
    SqliteSource(SqliteFile file, List<TableChoice> choices, boolean watched) {
        this.file = file;
        this.choices = List.copyOf(choices);
        this.watched = watched;
    }

    @Override
    public List<Partition> open() {
        file.require();
        opened = watched ? state() : null;
        try (Connection connection = file.reading()) {
            Sql.run(connection, "BEGIN");
            List<Partition> partitions = new ArrayList<>();
            for (TableChoice choice : choices) {
                PageQuery query = choice.query(connection, file);
                queries.put(choice.table(), query);
                partitions.addAll(new TableCut(connection, query, choice.whole()).partitions());
            }
            requireUnchanged();
            return List.copyOf(partitions);
        } catch (SQLException e) {
            throw file.failure(e, "could not be read");
        }
    }

    @Override
    public synchronized String identity(Partition partition) {
        if (digest == null) {
            try {
                String found = ContentDigest.of(file, () -> closed);
                requireUnchanged();
                digest = found;
            } catch (IOException e) {
                throw file.error("the file cannot be read; check the disk", e);
            }
        }
        return digest;
    }

    @Override
    public String stamp(Partition partition) {
        return watched ? STAMP + opened.digest() : "";
    }

    @Override
    public Chunk read(Partition partition, Position from, int most) {
        requireNonNull(from, "from is null");
        PageQuery query = queries.get(partition.table());
        if (query == null) {
            throw new IllegalStateException(
                    "the source is not open, or table '" + partition.table() + "' is not its own");
        }
        try {
            PartitionReader reader = readers.get(partition.id());
            if (reader == null) {
                reader = reader(partition, query);
                readers.put(partition.id(), reader);
            }
            Chunk chunk = reader.read(from, most);
            if (chunk.last()) {
                readers.remove(partition.id()).close();
            }
            return chunk;
        } catch (SQLException e) {
            throw file.failure(e, "partition '" + partition.id() + "' could not be read");
        }
    }

    private PartitionReader reader(Partition partition, PageQuery query) throws SQLException {
        Connection connection = file.reading();
        StoredRows stored = StoredRows.open(file, connection, query);
        return new PartitionReader(connection, stored, partition, query, buffers, this::requireUnchanged);
    }

    @Override
    public void done(Chunk chunk) {
        buffers.give(chunk);
    }

    @Override
    public void close() {
        closed = true;
        readers.values().forEach(PartitionReader::close);
        readers.clear();
    }

    private void requireUnchanged() {
        if (watched && !state().equals(opened)) {
            throw new CaravanException(
                    ErrorCode.SOURCE_CHANGED,
                    file.path().toString(),
                    "the database was written while it was read; stop who writes it, or migrate a copy, and run again");
        }
    }

    private FileState state() {
        try {
            return FileState.of(file);
        } catch (IOException e) {
            throw file.error("the file has gone or cannot be read; put it back and run again", e);
        }
    }
}
