package dev.caravan.system.chroma;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Chunk;
import dev.caravan.model.KillPoint;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Writes records into collections. Without transactions, what makes a repetition safe is this order: records by their own
 * ids, read back, then the ledger row. A run that ends in between meets its own records again as equal ones.
 */
final class ChromaTarget implements Target {
    /** More at once is not quicker. */
    private static final int BATCH = 500;

    private final Pipeline.Import into;
    private final List<TargetTable> tables;
    private final WriteLocks locks;
    private final Clock clock;
    private final Server server;
    private final Set<String> unsettled = ConcurrentHashMap.newKeySet();
    private final Map<String, ChunkWrite> next = new ConcurrentHashMap<>();
    private final Beside beside = new Beside("chroma-epochs");
    private Server.Limits limits;
    private ChromaLedger ledger;
    private TargetCollections collections;
    private LedgerScope scope;
    private long epoch;

    /** A target; nothing is opened. */
    ChromaTarget(Pipeline.Import into, List<TargetTable> tables, WriteLocks locks, Clock clock, Server server) {
        this.into = into;
        this.tables = List.copyOf(tables);
        this.locks = locks;
        this.clock = clock;
        this.server = server;
    }

    @Override
    public synchronized Ledger open(LedgerScope newScope) {
        requireNonNull(newScope, "scope is null");
        connect();
        collections = new TargetCollections(server, limits, BATCH, locks, into.options());
        for (TargetTable table : tables) {
            Map<String, String> plain = CollectionSettings.merged(
                    table.models(), into.options().path("index"), into.into().place());
            Map<String, String> settings =
                    CollectionSettings.withModel(plain, into.options().path("embed"));
            CollectionNames.of(table.table()).all().forEach(name -> collections.open(name, settings));
        }
        Ledger known = ledger.open(newScope, now());
        scope = newScope;
        epoch = known.epoch();
        return known;
    }

    @Override
    public synchronized Optional<Ledger> look(LedgerScope wanted) {
        connect();
        return ledger.look(wanted);
    }

    @Override
    public void ahead(Chunk chunk) {
        requireOpen();
        ChunkWrite write = of(chunk);
        write.look(collections);
        next.put(chunk.partition().id(), write);
    }

    @Override
    public void write(Chunk chunk, Written beforeCommit) {
        requireOpen();
        Runnable stillOurs = beside.begin(this::check);
        ChunkWrite write = taken(chunk);
        KillPoint.pass("before-data");
        write.write(collections, into.existing(), stillOurs);
        write.settle();
        stillOurs.run();
        unsettled.addAll(write.collections());
        if (chunk.last()) {
            // A count is answered only after the index has taken in what was written
            settle();
        }
        KillPoint.pass("before-ledger");
        var row = beforeCommit.ledgerRow(chunk);
        check();
        KillPoint.pass("before-commit");
        if (row != null) {
            ledger.save(scope, row);
        }
        KillPoint.pass("after-commit");
    }

    @Override
    public void repair(String table, RowBuffer rows) {
        requireOpen();
        check();
        RecordForm form = form(named(table), rows.columns());
        Map<String, List<Outgoing>> byCollection = new TreeMap<>();
        for (int row = 0; row < rows.rows(); row++) {
            try {
                Outgoing record = form.read(rows, row);
                byCollection
                        .computeIfAbsent(record.collection(), name -> new ArrayList<>())
                        .add(record);
            } catch (Unfit unfit) {
                throw server.address().error("a row cannot be repaired: " + unfit.getMessage(), unfit);
            }
        }
        byCollection.forEach((name, records) -> collections.writing(name, ids(records), open -> {
            delete(open.collection(), List.copyOf(ids(records)));
            open.sender(() -> {}).send(records).values().stream().findFirst().ifPresent(refusal -> {
                throw server.address().error("a row cannot be repaired: " + refusal.reason(), null);
            });
        }));
    }

    @Override
    public void delete(String table, RowBuffer keys) {
        requireOpen();
        check();
        RecordForm form = form(named(table), keys.columns());
        Map<String, List<String>> byCollection = new TreeMap<>();
        for (int row = 0; row < keys.rows(); row++) {
            try {
                byCollection
                        .computeIfAbsent(form.collection(keys, row), name -> new ArrayList<>())
                        .add(form.id(keys, row));
            } catch (Unfit unfit) {
                throw server.address().error("a row cannot be deleted: " + unfit.getMessage(), unfit);
            }
        }
        byCollection.forEach(
                (name, ids) -> collections.writing(name, Set.copyOf(ids), open -> delete(open.collection(), ids)));
    }

    @Override
    public synchronized void forget(LedgerScope forgotten) {
        connect();
        ledger.forget(forgotten, now());
    }

    @Override
    public void rewind(List<LedgerRow> rows) {
        requireOpen();
        check();
        rows.forEach(row -> ledger.save(scope, row));
    }

    @Override
    public synchronized String dropLedger(String migration) {
        connect();
        return ledger.drop(migration);
    }

    @Override
    public void close() {
        beside.close();
        server.close();
    }

    private void check() {
        ledger.check(scope, epoch);
    }

    /** What was prepared for this chunk, which serves once; else anew. */
    private ChunkWrite taken(Chunk chunk) {
        String partition = chunk.partition().id();
        ChunkWrite ahead = next.get(partition);
        return ahead != null && ahead.isOf(chunk) && next.remove(partition, ahead) ? ahead : of(chunk);
    }

    private ChunkWrite of(Chunk chunk) {
        return new ChunkWrite(chunk, form(table(chunk), chunk.rows().columns()));
    }

    private static Set<String> ids(List<Outgoing> records) {
        return records.stream().map(Outgoing::id).collect(Collectors.toSet());
    }

    private void settle() {
        for (String name : Set.copyOf(unsettled)) {
            unsettled.remove(name);
            collections.locked(name, open -> server.count(open.collection()));
        }
    }

    private void connect() {
        if (limits == null) {
            limits = server.connect();
            ledger = new ChromaLedger(server, limits.base64());
        }
    }

    private void delete(Collection collection, List<String> ids) {
        for (int from = 0; from < ids.size(); from += PageSize.MOST_BY_ID) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + PageSize.MOST_BY_ID));
            try {
                server.delete(collection, some);
            } catch (Refused refused) {
                throw server.http().error("collection '" + collection.name() + "' could not be changed", refused);
            }
        }
    }

    private TargetTable table(Chunk chunk) {
        return named(into.table().isEmpty() ? chunk.partition().table() : into.table());
    }

    private TargetTable named(String table) {
        return tables.stream()
                .filter(candidate -> candidate.table().equals(table))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("table '" + table + "' is not one of the pipeline's"));
    }

    private static RecordForm form(TargetTable table, List<String> columns) {
        String id = table.key().get(table.key().size() - 1);
        return new RecordForm(columns, CollectionNames.of(table.table()), id);
    }

    private void requireOpen() {
        if (scope == null) {
            throw new IllegalStateException("the target is not open");
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
