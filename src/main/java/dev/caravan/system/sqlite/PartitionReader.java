package dev.caravan.system.sqlite;

import dev.caravan.model.Chunk;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowBuffers;
import dev.caravan.model.RowRecords;
import dev.caravan.relational.Sql;
import java.nio.charset.Charset;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/** Reads one partition, page by page, with a connection of its own. Used by one thread at a time. */
final class PartitionReader implements AutoCloseable {
    /** A value longer than this is a reject; SQLite itself would go on to 2 GB and take the heap along. */
    static final int LONGEST_VALUE = 64 << 20;

    /** A page ends early once its values have so many bytes. */
    private static final int PAGE_BYTES = 16 << 20;

    private final Connection connection;
    private final Partition partition;
    private final PageQuery query;
    private final RowBuffers buffers;
    private final Runnable requireUnchanged;
    private final Charset encoding;
    private final long[] range;
    private StoredRows stored;

    /**
     * A reader.
     *
     * @param stored reads pages as the file holds them; null where SQLite has to read them all
     * @param requireUnchanged throws when the file is another one than was opened
     */
    PartitionReader(
            Connection connection,
            StoredRows stored,
            Partition partition,
            PageQuery query,
            RowBuffers buffers,
            Runnable requireUnchanged)
            throws SQLException {
        this.connection = connection;
        this.stored = stored;
        this.partition = partition;
        this.query = query;
        this.buffers = buffers;
        this.requireUnchanged = requireUnchanged;
        this.encoding = Charset.forName(Sql.text(connection, "PRAGMA encoding"));
        this.range = range(partition.range());
        connection.unwrap(SQLiteConnection.class).setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, LONGEST_VALUE);
    }

    Chunk read(Position from, int most) throws SQLException {
        Sql.run(connection, "BEGIN");
        try {
            Chunk chunk = stored == null ? null : readStored(from, most);
            return chunk == null ? read(from, most, false) : chunk;
        } catch (SQLException e) {
            if (!SqliteFailure.isTooBig(e)) {
                throw e;
            }
            return read(from, most, true);
        } finally {
            Sql.run(connection, "ROLLBACK");
        }
    }

    /** Reads a page past SQLite; null where it has to be asked after all, and is from then on. */
    private Chunk readStored(Position from, int most) throws SQLException {
        KeyToken after = after(from);
        long low = range == null ? Long.MIN_VALUE : range[0];
        long high = range == null ? Long.MAX_VALUE : range[1];
        RowBuffer rows = buffers.take(query.columns(), Math.min(most, 8192));
        boolean begun = after == null || after.rowid() < high;
        StoredRows.Outcome outcome = begun
                ? stored.read(after == null ? low : after.rowid() + 1, high, most, PAGE_BYTES, rows)
                : StoredRows.Outcome.LAST;
        if (outcome == StoredRows.Outcome.UNKNOWN) {
            stored = null;
            return null;
        }
        requireUnchanged.run();
        return chunk(from, rows, outcome == StoredRows.Outcome.LAST);
    }

    private KeyToken after(Position from) {
        return from.token().isEmpty()
                ? null
                : KeyToken.parse(from.token(), query.order().size());
    }

    private Chunk chunk(Position from, RowBuffer rows, boolean last) {
        int count = rows.rows();
        String token = count == 0 ? from.token() : KeyToken.of(rows, count - 1, query.orderCells());
        RowRecords records =
                new RowRecords(partition.table(), rows, query.keyCells(), from.ordinal(), query.ownColumns());
        return new Chunk(partition, from, new Position(from.ordinal() + count, token), last, records);
    }

    private Chunk read(Position from, int most, boolean guarded) throws SQLException {
        KeyToken after = after(from);
        try (PreparedStatement statement =
                connection.prepareStatement(query.page(range != null, after, guarded, LONGEST_VALUE))) {
            int at = 1;
            if (range != null && after == null) {
                statement.setLong(at++, range[0]);
            }
            if (range != null) {
                statement.setLong(at++, range[1]);
            }
            if (after != null) {
                after.bind(statement, at);
                at += query.order().size();
            }
            // One more than is wanted tells whether anything follows
            statement.setLong(at, most + 1L);
            try (ResultSet row = statement.executeQuery()) {
                return new Page(statement, row, from, most, guarded).read();
            }
        }
    }

    private static long[] range(String text) {
        if (text.isEmpty()) {
            return null;
        }
        int dots = text.indexOf("..");
        return new long[] {Long.parseLong(text.substring(0, dots)), Long.parseLong(text.substring(dots + 2))};
    }

    @Override
    public void close() {
        SqliteFile.closeQuietly(connection);
    }

    /** One page on its way into a chunk. */
    private final class Page {
        private final ResultSet row;
        private final CellReader cells;
        private final Position from;
        private final int most;
        private final boolean guarded;
        private final RowBuffer rows;
        private final BitSet tooLarge = new BitSet();
        private long bytes;

        Page(PreparedStatement statement, ResultSet row, Position from, int most, boolean guarded) throws SQLException {
            this.row = row;
            this.cells = new CellReader(statement, encoding);
            this.from = from;
            this.most = most;
            this.guarded = guarded;
            this.rows = buffers.take(query.columns(), Math.min(most, 8192));
        }

        Chunk read() throws SQLException {
            boolean more = row.next();
            // The first step has taken the read lock: what is seen now is what all of the page is read from
            requireUnchanged.run();
            while (more && rows.rows() < most && bytes < PAGE_BYTES) {
                copyRow();
                more = row.next();
            }
            return chunk(!more);
        }

        private void copyRow() throws SQLException {
            int number = rows.rows();
            rows.beginRow(number);
            bytes += cells.copy(query.columns().size(), rows);
            rows.endRow();
            if (guarded && row.getBoolean(query.columns().size() + 1)) {
                tooLarge.set(number);
            }
        }

        private Chunk chunk(boolean last) {
            Chunk chunk = PartitionReader.this.chunk(from, rows, last);
            for (int record = tooLarge.nextSetBit(0); record >= 0; record = tooLarge.nextSetBit(record + 1)) {
                chunk.reject(
                        record,
                        RejectCode.RECORD_TOO_LARGE.code(),
                        "export",
                        "a value of it has more than " + LONGEST_VALUE + " bytes");
            }
            return chunk;
        }
    }
}
