package dev.caravan.system.postgresql;

import dev.caravan.model.RowBuffer;
import dev.caravan.relational.Sql;
import dev.caravan.system.postgresql.type.Codec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The rows of a table in the order of its file, some blocks at a time: the server sorts no more than these, in its memory (4 MB
 * unless it is told otherwise).
 */
final class BlockStream implements RowStream {
    private static final long BLOCKS = 256;

    private final Connection connection;
    private final TableQuery query;
    private final List<Codec> codecs;
    private final long end;
    private long next;
    private String after;
    private CopyStream stream;

    /** Rows behind a place, or all of them for an empty one. */
    BlockStream(Connection connection, TableQuery query, List<Codec> codecs, String after) throws SQLException {
        this.connection = connection;
        this.query = query;
        this.codecs = codecs;
        this.after = after.isEmpty() ? null : after;
        this.next = after.isEmpty() ? 0 : Long.parseLong(after.substring(1, after.indexOf(',')));
        this.end = Sql.one(
                connection,
                "SELECT pg_relation_size(?::oid) / current_setting('block_size')::int",
                query.table().oid());
        advance();
    }

    @Override
    public boolean hasNext() {
        return stream != null;
    }

    @Override
    public int nextLength() {
        return stream.nextLength();
    }

    @Override
    public boolean next(RowBuffer into) throws SQLException {
        boolean tooLarge = stream.next(into);
        if (!stream.hasNext()) {
            advance();
        }
        return tooLarge;
    }

    private void advance() throws SQLException {
        stream = null;
        while (stream == null && next < end) {
            CopyStream some = new CopyStream(connection, query.blocks(next, next + BLOCKS, after), codecs);
            next += BLOCKS;
            after = null;
            if (some.hasNext()) {
                stream = some;
            }
        }
    }
}
