package dev.caravan.verifier;

import dev.caravan.model.Chunk;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.Source;
import java.util.List;

/** Reads some tables of the target, one after the other, and shows every row. Opens each table anew. */
final class ActualReading implements AutoCloseable {
    private final Group group;
    private final List<Integer> tables;
    private final RowSink sink;
    private int at;
    private Source source;
    private PartitionCursor cursor;

    ActualReading(Group group, List<Integer> tables, RowSink sink) {
        this.group = group;
        this.tables = tables;
        this.sink = sink;
    }

    boolean finished() {
        return at == tables.size();
    }

    /** The number of the table at hand; only while not {@link #finished}. */
    int table() {
        return tables.get(at);
    }

    /** Reads one chunk; answers how many rows it had. Only while not {@link #finished}. */
    int step() {
        open();
        int rows = cursor.finished() ? 0 : show(cursor.next());
        if (cursor.finished()) {
            close();
            at++;
        }
        return rows;
    }

    void write(StateOutput out) {
        out.small(at);
        out.flag(cursor != null);
        if (cursor != null) {
            cursor.write(out);
        }
    }

    /** Goes where {@link #write} was; answers the table that must be read from its start again, or -1. */
    int read(StateInput in) {
        at = in.small();
        if (at < 0 || at > tables.size()) {
            throw in.broken("it speaks of table " + at + " of " + tables.size());
        }
        if (!in.flag()) {
            return -1;
        }
        open();
        return cursor.read(in) ? -1 : tables.get(at);
    }

    @Override
    public void close() {
        if (source != null) {
            cursor.close();
            source.close();
            source = null;
            cursor = null;
        }
    }

    private void open() {
        if (source == null) {
            source = group.plan().scan().of(group.compared(tables.get(at)), false);
            cursor = new PartitionCursor(source, source.open(), group.options().batch());
        }
    }

    private int show(Chunk chunk) {
        int table = tables.get(at);
        if (!(chunk.records() instanceof RowRecords records)) {
            throw new IllegalStateException("a scan must give rows");
        }
        RowBuffer rows = records.rows();
        if (rows.rows() == 0) {
            return 0;
        }
        Layout layout = Layout.of(group.compared(table), rows.columns());
        for (int row = 0; row < rows.rows(); row++) {
            group.digest().take(rows, row, layout, rows);
            sink.row(Side.ACTUAL, table, Origin.WANTED, group.digest());
        }
        return rows.rows();
    }
}
