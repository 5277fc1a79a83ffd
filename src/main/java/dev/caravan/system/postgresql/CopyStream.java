package dev.caravan.system.postgresql;

import dev.caravan.model.BigEndian;
import dev.caravan.model.RowBuffer;
import dev.caravan.system.postgresql.type.Codec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.copy.CopyOut;

/**
 * The rows of one COPY in its binary form, as they come from the server. One row is always ahead, so that the end is known with
 * the last row.
 */
final class CopyStream {
    private static final int SIGNATURE = 11;
    private static final int NULL = -1;
    private static final int END = -1;

    private final CopyOut copy;
    private final Codec[] codecs;
    private boolean begun;
    private byte[] ahead;
    private int at;

    /** Begins a COPY; each of its columns has a codec, one more may follow that is true for a row too large to be read. */
    CopyStream(Connection connection, String sql, List<Codec> codecs) throws SQLException {
        this.copy = PostgresqlServer.copies(connection).copyOut(sql);
        this.codecs = codecs.toArray(Codec[]::new);
        advance();
    }

    boolean hasNext() {
        return ahead != null;
    }

    /** Adds the cells of the next row, and answers true when a value of it was too large and is NULL now. */
    boolean next(RowBuffer into) throws SQLException {
        byte[] row = ahead;
        int from = at + Short.BYTES;
        int fields = BigEndian.shortAt(row, at);
        for (Codec codec : codecs) {
            int length = BigEndian.intAt(row, from);
            from += Integer.BYTES;
            if (length == NULL) {
                into.addNull();
            } else {
                codec.read(row, from, length, into);
                from += length;
            }
        }
        boolean tooLarge = fields > codecs.length && row[from + Integer.BYTES] != 0;
        advance();
        return tooLarge;
    }

    /** How many bytes the next row has, about. */
    int nextLength() {
        return ahead.length;
    }

    private void advance() throws SQLException {
        ahead = copy.readFromCopy();
        at = 0;
        if (ahead != null && !begun) {
            begun = true;
            at = SIGNATURE + 2 * Integer.BYTES + BigEndian.intAt(ahead, SIGNATURE + Integer.BYTES);
            if (at == ahead.length) {
                ahead = copy.readFromCopy();
                at = 0;
            }
        }
        if (ahead != null && BigEndian.shortAt(ahead, at) == END) {
            // Nothing follows but the protocol's own end
            while (copy.readFromCopy() != null) {
                // Until the driver knows it too
            }
            ahead = null;
        }
    }
}
