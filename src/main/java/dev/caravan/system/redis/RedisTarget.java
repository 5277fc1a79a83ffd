package dev.caravan.system.redis;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.KillPoint;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.LostCommits;
import dev.caravan.model.Pipeline;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Unfit;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes rows as keys. A chunk and its ledger row are one transaction: the keys and the epoch are watched from before they are
 * looked at, so that what was decided still holds when it is done, or nothing is.
 */
final class RedisTarget implements Target {
    private final Pipeline.Import into;
    private final Map<String, TablePattern> tables = new ConcurrentHashMap<>();
    private final RedisServer server;
    private final RedisLinks links;
    private final RedisLedger ledger;
    private final Clock clock;
    private final LostCommits lost = new LostCommits();
    private LedgerScope scope;
    private long epoch;

    /** A target; nothing is opened. */
    RedisTarget(Pipeline.Import into, List<TargetTable> tables, RedisServer server, Clock clock) {
        this.into = into;
        this.server = server;
        this.links = new RedisLinks(server);
        this.ledger = new RedisLedger(server.address());
        this.clock = clock;
        for (TargetTable table : tables) {
            String name = table.table();
            this.tables.put(name, TablePattern.of(name, table.key(), into.into().place()));
        }
    }

    @Override
    public synchronized Ledger open(LedgerScope newScope) {
        requireNonNull(newScope, "scope is null");
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Ledger known = links.with(link -> ledger.open(link, newScope, now));
        scope = newScope;
        epoch = known.epoch();
        return known;
    }

    @Override
    public Optional<Ledger> look(LedgerScope wanted) {
        return links.with(link -> ledger.look(link, wanted));
    }

    @Override
    public void write(Chunk chunk, Written beforeCommit) {
        requireOpen();
        if (lost.happened(chunk, () -> links.with(link -> ledger.rows(link, scope)))) {
            return;
        }
        String table = into.table().isEmpty() ? chunk.partition().table() : into.table();
        ChunkWrite write = new ChunkWrite(chunk, form(table, chunk.rows().columns()));
        Chunk.Saved saved = chunk.save();
        while (!links.with(link -> attempt(link, write, chunk, table, beforeCommit))) {
            // Somebody else has written one of the keys: they are looked at again
            chunk.restore(saved);
        }
        KillPoint.pass("after-commit");
    }

    @Override
    public void repair(String table, RowBuffer rows) {
        KeyForm form = form(table, rows.columns());
        List<Outgoing> outgoing = new ArrayList<>();
        for (int row = 0; row < rows.rows(); row++) {
            try {
                outgoing.add(form.read(rows, row));
            } catch (Unfit unfit) {
                throw server.address().error("a row cannot be repaired: " + unfit.getMessage(), unfit);
            }
        }
        fenced(link -> outgoing.forEach(one -> one.send(link)));
    }

    @Override
    public void delete(String table, RowBuffer keys) {
        KeyForm form = form(table, keys.columns());
        List<byte[]> gone = new ArrayList<>();
        for (int row = 0; row < keys.rows(); row++) {
            try {
                gone.add(form.key(keys, row));
            } catch (Unfit unfit) {
                throw server.address().error("a row cannot be deleted: " + unfit.getMessage(), unfit);
            }
        }
        fenced(link -> gone.forEach(key -> link.send(Command.DEL, key)));
    }

    @Override
    public void forget(LedgerScope forgotten) {
        links.with(link -> {
            ledger.forget(link, forgotten);
            return null;
        });
    }

    @Override
    public void rewind(List<LedgerRow> rows) {
        fenced(link -> rows.forEach(row -> ledger.save(link, scope, row)));
    }

    @Override
    public String dropLedger(String migration) {
        return links.with(link -> ledger.drop(link, migration));
    }

    @Override
    public void close() {
        links.close();
    }

    /** True once it is committed; false when the keys have changed since they were looked at, and nothing was done. */
    private boolean attempt(RedisLink link, ChunkWrite write, Chunk chunk, String table, Written beforeCommit) {
        ledger.watch(link, scope);
        List<byte[]> keys = write.keys();
        if (!keys.isEmpty()) {
            link.ask(Command.WATCH, keys.toArray(new byte[0][]));
        }
        ledger.check(link, scope, epoch);
        KillPoint.pass("before-data");
        // Over another connection: its own transactions would end the watch
        KeyValue[] there = links.with(other -> server.reader(other).read(keys));
        write.settle(keys, there, into.existing(), tables.get(table));
        KillPoint.pass("before-ledger");
        LedgerRow row = beforeCommit.ledgerRow(chunk);
        link.send(Command.MULTI);
        write.written().forEach(one -> one.send(link));
        ledger.save(link, scope, row);
        KillPoint.pass("before-commit");
        try {
            return RedisLedger.executed(link);
        } catch (CaravanException e) {
            if (RedisFailure.isLost(e)) {
                lost.remember(chunk, row);
            }
            throw e;
        }
    }

    private void fenced(java.util.function.Consumer<RedisLink> work) {
        requireOpen();
        boolean done;
        do {
            done = links.with(link -> {
                ledger.watch(link, scope);
                ledger.check(link, scope, epoch);
                link.send(Command.MULTI);
                work.accept(link);
                return RedisLedger.executed(link);
            });
        } while (!done);
    }

    private KeyForm form(String table, List<String> columns) {
        TablePattern pattern = tables.get(table);
        if (pattern == null) {
            throw new IllegalStateException("table '" + table + "' is not one of the pipeline's");
        }
        return new KeyForm(columns, pattern, server);
    }

    private void requireOpen() {
        if (scope == null) {
            throw new IllegalStateException("the target is not open");
        }
    }
}
