package dev.caravan.system.postgresql;

import dev.caravan.system.postgresql.type.BinaryOutput;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import org.postgresql.copy.CopyIn;

/** Sends encoded rows to the server. */
final class CopyWriter {
    private static final byte[] HEADER = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] TRAILER = {-1, -1};
    /** The server begins with a piece while the next is on its way. */
    private static final int PIECE = 1 << 17;

    private final Connection connection;
    private final BinaryOutput scratch = new BinaryOutput(1 << 12);

    CopyWriter(Connection connection) {
        this.connection = connection;
    }

    /** Copies rows as they are; answers how many arrived. */
    long copy(String sql, RowEncoder rows, BitSet some) throws SQLException {
        CopyIn copy = begin(sql);
        for (int row = some.nextSetBit(0); row >= 0; ) {
            int last = row;
            int next = some.nextSetBit(row + 1);
            while (next >= 0 && rows.start(next) == rows.end(last)) {
                last = next;
                next = some.nextSetBit(next + 1);
            }
            send(copy, rows.bytes(), rows.start(row), rows.end(last));
            row = next;
        }
        return end(copy);
    }

    /** Copies rows, each behind its own number. */
    void copyNumbered(String sql, RowEncoder rows, BitSet some) throws SQLException {
        CopyIn copy = begin(sql);
        scratch.cut(0);
        for (int row = some.nextSetBit(0); row >= 0; row = some.nextSetBit(row + 1)) {
            int start = rows.start(row);
            byte[] bytes = rows.bytes();
            int fields = (bytes[start] & 0xff) << 8 | bytes[start + 1] & 0xff;
            scratch.addShort(fields + 1);
            scratch.addInt(Integer.BYTES);
            scratch.addInt(row);
            scratch.addBytes(bytes, start + Short.BYTES, rows.end(row) - start - Short.BYTES);
            if (scratch.used() > PIECE) {
                send(copy, scratch.bytes(), 0, scratch.used());
                scratch.cut(0);
            }
        }
        send(copy, scratch.bytes(), 0, scratch.used());
        end(copy);
    }

    private CopyIn begin(String sql) throws SQLException {
        CopyIn copy = PostgresqlServer.copies(connection).copyIn(sql);
        copy.writeToCopy(HEADER, 0, HEADER.length);
        return copy;
    }

    private static void send(CopyIn copy, byte[] bytes, int start, int end) throws SQLException {
        for (int at = start; at < end; at += PIECE) {
            copy.writeToCopy(bytes, at, Math.min(PIECE, end - at));
        }
    }

    private static long end(CopyIn copy) throws SQLException {
        copy.writeToCopy(TRAILER, 0, TRAILER.length);
        return copy.endCopy();
    }
}
