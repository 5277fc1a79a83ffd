package dev.caravan.system.jdbc;

import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over rows in their order: each value with its type and length. */
final class ContentDigest {
    private final MessageDigest digest = sha256();
    private final ByteBuffer word = ByteBuffer.allocate(1 + Long.BYTES);
    private long rows;

    void add(Chunk chunk) {
        RowBuffer buffer = ((RowRecords) chunk.records()).rows();
        for (int row = 0; row < buffer.rows(); row++) {
            for (int column = 0; column < buffer.columns().size(); column++) {
                add(buffer, row, column);
            }
            rows++;
        }
    }

    String text() {
        return "sha256:" + HexFormat.of().formatHex(digest.digest()) + " of " + rows;
    }

    private void add(RowBuffer buffer, int row, int column) {
        CellType type = buffer.type(row, column);
        long value = type.hasBytes()
                ? buffer.length(row, column)
                : type == CellType.REAL
                        ? Double.doubleToRawLongBits(buffer.doubleValue(row, column))
                        : type == CellType.NULL ? 0 : buffer.longValue(row, column);
        digest.update(
                word.put(0, (byte) type.name().charAt(0)).putLong(1, value).array());
        if (type.hasBytes()) {
            digest.update(buffer.arena(), buffer.offset(row, column), buffer.length(row, column));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
