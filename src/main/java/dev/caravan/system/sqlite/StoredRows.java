package dev.caravan.system.sqlite;

import dev.caravan.model.RowBuffer;
import dev.caravan.relational.Sql;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The rows of a table as the file holds them, read without SQLite's interpreter: a row costs a fifth of what it costs cell by
 * cell. Serves plain tables in the order of their rowids, as long as nothing is in the write-ahead log; everything else is left
 * to SQLite. Used by one thread.
 */
final class StoredRows {
    private final SqliteFile file;
    private final Connection connection;
    private final PageQuery query;
    private final StoredRecord record;
    private final PageFile pages;
    private final TreeWalk row;

    private StoredRows(SqliteFile file, Connection connection, PageQuery query, PageFile pages) {
        this.file = file;
        this.connection = connection;
        this.query = query;
        this.record = new StoredRecord(query.table(), query.columns());
        this.pages = pages;
        this.row = new TreeWalk(pages);
    }

    /** Opens the file beside a connection, or answers null where SQLite has to read. */
    static StoredRows open(SqliteFile file, Connection connection, PageQuery query) {
        if (!query.isByRowid()) {
            return null;
        }
        try {
            return new StoredRows(file, connection, query, PageFile.open(file));
        } catch (IOException | UnknownLayout e) {
            return null;
        }
    }

    /** What has been read into a buffer: whether there is nothing behind it. */
    enum Outcome {
        /** More rows follow. */
        MORE,
        /** These were the last. */
        LAST,
        /** SQLite has to read; what the buffer holds is worth nothing. */
        UNKNOWN
    }

    /**
     * Reads a page of rows inside a transaction of the connection, which has SQLite's lock and proves that no writer has left
     * something to be taken back.
     *
     * @param low the first rowid
     * @param high the last one
     */
    Outcome read(long low, long high, int most, long mostBytes, RowBuffer into) throws SQLException {
        try {
            long root = Sql.one(
                    connection,
                    "SELECT rootpage FROM main.sqlite_schema WHERE type = 'table' AND name = ? COLLATE BINARY",
                    query.table().name());
            FileState before = FileState.of(file);
            UnknownLayout.unless(before.log().size() == 0);
            boolean last = copy(root, low, high, most, mostBytes, into);
            UnknownLayout.unless(FileState.of(file).equals(before));
            return last ? Outcome.LAST : Outcome.MORE;
        } catch (IOException | UnknownLayout e) {
            into.abandonRow();
            into.truncate(0);
            return Outcome.UNKNOWN;
        }
    }

    private boolean copy(long root, long low, long high, int most, long mostBytes, RowBuffer into) throws IOException {
        boolean more = row.seek(root, low) && row.rowid() <= high;
        long bytes = 0;
        while (more && into.rows() < most && bytes < mostBytes) {
            into.beginRow(into.rows());
            bytes += record.copy(row, into);
            into.endRow();
            more = row.next() && row.rowid() <= high;
        }
        return !more;
    }
}
