package dev.caravan.verifier;

import dev.caravan.model.Chunk;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.Source;

/** The rows of the target's table one after the other, as the ordered comparison takes them. */
final class MergedRows implements AutoCloseable {
    private static final int TABLE = 0;

    private final Group group;
    private final RowDigest digest;
    private final KeyOrder order;
    private Source source;
    private PartitionCursor cursor;
    private RowBuffer rows;
    private Layout layout;
    private int at;
    private int skipped;
    private boolean unordered;
    private boolean again;
    private long read;

    MergedRows(Group group) {
        this.group = group;
        this.digest = group.digest().another();
        this.order = new KeyOrder(group.key(TABLE));
    }

    /** True once a key did not come after the one before. */
    boolean isUnordered() {
        return unordered;
    }

    boolean finished() {
        return left() == 0;
    }

    /** How many rows of the chunk at hand are left; 0 at the end alone. */
    int left() {
        while (rows == null || at == rows.rows()) {
            open();
            if (cursor.finished()) {
                return 0;
            }
            take(cursor.next());
        }
        return rows.rows() - at;
    }

    /** The row at hand. */
    RowDigest row() {
        return digest;
    }

    void advance() {
        at++;
        if (at < rows.rows()) {
            look();
        } else {
            left();
        }
    }

    /**
     * Where the row at hand is, seen from one of the source: less than 0 before it, 0 at its key, more behind it or at the end;
     * {@link RowMatch#UNORDERED} where the two have no order.
     */
    int place(RowDigest of) {
        if (left() == 0) {
            return 1;
        }
        return RowMatch.order(
                rows, at, layout.key(), of.rows(), of.row(), of.layout().key());
    }

    /** Rows read so far. */
    long read() {
        return read;
    }

    void write(StateOutput out) {
        out.flag(source != null);
        if (source == null) {
            return;
        }
        out.number(rows == null ? read : read - rows.rows());
        out.small(rows == null ? skipped : at);
        order.write(out);
        cursor.writeLast(out);
    }

    /** Goes where {@link #write} was; false when the table is cut in another way. */
    boolean read(StateInput in) {
        if (!in.flag()) {
            return true;
        }
        open();
        read = in.number();
        skipped = in.small();
        order.read(in);
        again = true;
        return cursor.read(in);
    }

    @Override
    public void close() {
        if (source != null) {
            cursor.close();
            source.close();
            source = null;
        }
    }

    private void take(Chunk chunk) {
        if (!(chunk.records() instanceof RowRecords records)) {
            throw new IllegalStateException("a scan must give rows");
        }
        rows = records.rows();
        layout = Layout.of(group.compared(TABLE), rows.columns());
        at = Math.min(skipped, rows.rows());
        skipped = 0;
        read += rows.rows();
        if (at < rows.rows()) {
            look();
        }
    }

    /** The row that a break came at was looked at before it. */
    private void look() {
        digest.take(rows, at, layout, rows);
        unordered |= !order.isAfter(digest) && !again;
        again = false;
    }

    private void open() {
        if (source == null) {
            source = group.plan().scan().of(group.compared(TABLE), true);
            cursor = new PartitionCursor(source, source.open(), group.options().batch());
        }
    }
}
