package dev.caravan.cli;

import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.JsonRecords;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.RowBuffer;
import dev.caravan.spi.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Commits the rows of a chunk and its ledger row one after the other: a process that dies in between leaves one of them. */
final class SplitLedgerTarget implements Target {
    /** As on a slow disk, so that a few kills find the gap. */
    private static final long GAP_NANOS = 5_000_000;

    private final Target target;
    private final Order order;
    private final Map<String, LedgerRow> written = new ConcurrentHashMap<>();

    SplitLedgerTarget(Target target, Order order) {
        this.target = target;
        this.order = order;
    }

    /** When the ledger is written: before the data, which loses, or after it, which repeats. */
    enum Order {
        BEFORE,
        AFTER
    }

    @Override
    public Ledger open(LedgerScope scope) {
        Ledger ledger = target.open(scope);
        ledger.rows().forEach(row -> written.put(row.partition(), row));
        return ledger;
    }

    /** The first chunk of a partition is written as it should be. */
    @Override
    public synchronized void write(Chunk chunk, Written beforeCommit) {
        LedgerRow before = written.get(chunk.partition().id());
        if (before != null && order == Order.BEFORE) {
            target.write(nothing(chunk), none -> guess(before, chunk));
            LockSupport.parkNanos(GAP_NANOS);
        }
        target.write(chunk, settled -> {
            LedgerRow row = beforeCommit.ledgerRow(settled);
            written.put(row.partition(), row);
            return before != null && order == Order.AFTER ? before : row;
        });
        if (before != null && order == Order.AFTER) {
            LockSupport.parkNanos(GAP_NANOS);
            target.write(nothing(chunk), none -> written.get(before.partition()));
        }
    }

    private static LedgerRow guess(LedgerRow before, Chunk chunk) {
        int count = chunk.records().count();
        return new LedgerRow(
                before.partition(),
                chunk.to(),
                chunk.last(),
                before.counts().plus(new Counts(count, count, 0, 0, 0)),
                before.children(),
                before.identity(),
                before.updated());
    }

    private static Chunk nothing(Chunk chunk) {
        Chunk none = new Chunk(chunk.partition(), chunk.from(), chunk.to(), chunk.last(), new JsonRecords("", 0, 0));
        none.transformed(new RowBuffer(chunk.rows().columns(), 0), List.of(), List.of());
        return none;
    }

    @Override
    public Optional<Ledger> look(LedgerScope scope) {
        return target.look(scope);
    }

    @Override
    public void repair(String table, RowBuffer rows) {
        target.repair(table, rows);
    }

    @Override
    public void delete(String table, RowBuffer keys) {
        target.delete(table, keys);
    }

    @Override
    public void close() {
        target.close();
    }
}
