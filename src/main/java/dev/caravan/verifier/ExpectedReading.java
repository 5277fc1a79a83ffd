package dev.caravan.verifier;

import dev.caravan.model.Chunk;
import dev.caravan.model.RowBuffer;
import java.util.function.IntFunction;

/** Reads the source once more through the mapping and the rules, and shows each row that the target should have. */
final class ExpectedReading implements AutoCloseable {
    private final Group group;
    private final RowSink sink;
    private final PartitionCursor cursor;

    ExpectedReading(Group group, RowSink sink) {
        this.group = group;
        this.sink = sink;
        this.cursor = new PartitionCursor(
                group.plan().source(), group.partitions(), group.options().batch());
    }

    boolean finished() {
        return cursor.finished();
    }

    /** Reads one chunk, shows its rows and answers it, import fates included; what is to be in the target is pending. */
    Chunk step() {
        VerificationPlan plan = group.plan();
        Chunk chunk = plan.prepare().apply(cursor.next());
        if (chunk.rows() == null) {
            return chunk;
        }
        long from = chunk.from().ordinal();
        long to = from + chunk.records().count();
        ImportFates fates = new ImportFates(chunk, plan.firstRun().rejects(chunk.partition(), from, to));
        RowBuffer rows = chunk.rows();
        show(group.mainTable(chunk.partition()), rows, row -> fates.origin(rows.record(row)));
        for (int child = 0; child < chunk.children().size(); child++) {
            int number = child;
            String table = chunk.children().get(child).table();
            show(group.number(table), chunk.children().get(child).rows(), row -> fates.origin(number, row));
        }
        return chunk;
    }

    /** Waits for what is being read; the source stays open. */
    @Override
    public void close() {
        cursor.close();
    }

    PartitionCursor cursor() {
        return cursor;
    }

    private void show(int table, RowBuffer rows, IntFunction<Origin> origins) {
        if (rows.rows() == 0 || !sink.wants(table)) {
            return;
        }
        RowBuffer stored = group.form(table).of(rows);
        Layout layout = group.given(table, stored.columns());
        for (int row = 0; row < rows.rows(); row++) {
            Origin origin = origins.apply(row);
            if (origin == Origin.WANTED && group.form(table).passing(stored, row)) {
                origin = Origin.TAKEN;
            }
            if (origin != null) {
                group.digest().take(stored, row, layout, rows);
                sink.row(Side.EXPECTED, table, origin, group.digest());
            }
        }
    }
}
