package dev.caravan.system.chroma;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.LedgerRefusal;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.LedgerText;
import dev.caravan.spi.Target.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ledger in a collection of its own. The server has no transactions: the epoch is looked up right before the data and
 * right before the ledger row, and the row is written once the data can be read.
 */
final class ChromaLedger {
    private static final String UNTOUCHED = "its ledger was not touched";
    static final String NAME = "caravan_ledger";

    private static final String MIGRATION = "migration";
    private static final String PIPELINE = "pipeline";
    private static final String FIRST_START = "first_start";
    private static final String DIGEST = "digest";
    private static final String EPOCH = "epoch";
    private static final String HOLDER = "holder";
    private static final String OPENED = "opened";

    private final Server server;
    private final LedgerStore store;

    ChromaLedger(Server server, boolean base64) {
        this.server = server;
        this.store = new LedgerStore(server, NAME, base64);
    }

    /** Makes the collection, takes the next epoch and tells what is done; refuses rows begun by another definition. */
    Ledger open(LedgerScope scope, Instant now) {
        store.create();
        List<LedgerRow> rows = rows(scope);
        Optional<Map<String, String>> known = pipeline(scope);
        if (!rows.isEmpty()) {
            known.ifPresent(pipeline -> refuseOther(scope, pipeline.get(DIGEST)));
        }
        if (migration(scope.migration()).isEmpty()) {
            store.put(
                    LedgerStore.id(MIGRATION, scope.migration()),
                    Map.of(MIGRATION, scope.migration()),
                    LedgerForm.text(Map.of(FIRST_START, now.toString())));
        }
        long epoch = known.map(ChromaLedger::epoch).orElse(0L) + 1;
        take(scope, scope.digest(), epoch, now);
        return new Ledger(epoch, firstStart(scope), rows);
    }

    /** What is known of a pipeline that was begun. */
    Optional<Ledger> look(LedgerScope scope) {
        if (!store.find()) {
            return Optional.empty();
        }
        return pipeline(scope).map(known -> new Ledger(epoch(known), firstStart(scope), rows(scope)));
    }

    /** Refuses a run whose epoch is over. */
    void check(LedgerScope scope, long epoch) {
        Map<String, String> known = pipeline(scope).orElseThrow(() -> stale(LedgerRefusal.gone(scope, UNTOUCHED)));
        if (epoch(known) != epoch || !known.get(HOLDER).equals(scope.holder())) {
            throw stale(LedgerRefusal.overtaken(scope, epoch(known), known.get(HOLDER), epoch, UNTOUCHED));
        }
    }

    /** Writes how far a partition is. */
    void save(LedgerScope scope, LedgerRow row) {
        store.put(
                LedgerStore.id("partition", scope.migration(), scope.pipeline(), row.partition()),
                Map.of(MIGRATION, scope.migration(), PIPELINE, scope.pipeline()),
                LedgerText.text(row));
    }

    /** Forgets the rows; the epoch goes on, so that a run of before is refused. */
    void forget(LedgerScope scope, Instant now) {
        if (!store.find()) {
            return;
        }
        Optional<Map<String, String>> known = pipeline(scope);
        if (known.isPresent()) {
            store.deleteMatching(Map.of(MIGRATION, scope.migration(), PIPELINE, scope.pipeline()));
            take(scope, known.get().get(DIGEST), epoch(known.get()) + 1, now);
        }
    }

    /** Takes a migration out, and the collection when it was the last; answers what went, for people. */
    String drop(String migration) {
        if (!store.find() || migration(migration).isEmpty()) {
            return "";
        }
        store.deleteMatching(Map.of(MIGRATION, migration));
        if (store.count() > 0) {
            return "its records in collection " + NAME + ", which others use";
        }
        server.drop(NAME);
        return "the collection " + NAME;
    }

    private void take(LedgerScope scope, String digest, long epoch, Instant now) {
        store.put(
                pipelineId(scope),
                Map.of(MIGRATION, scope.migration()),
                LedgerForm.text(Map.of(
                        DIGEST, digest, EPOCH, Long.toString(epoch), HOLDER, scope.holder(), OPENED, now.toString())));
    }

    private Optional<Map<String, String>> pipeline(LedgerScope scope) {
        return store.get(pipelineId(scope)).map(this::values);
    }

    private Optional<Map<String, String>> migration(String migration) {
        return store.get(LedgerStore.id(MIGRATION, migration)).map(this::values);
    }

    private Instant firstStart(LedgerScope scope) {
        return migration(scope.migration())
                .map(values -> Instant.parse(values.get(FIRST_START)))
                .orElseThrow(() -> changed(null));
    }

    private List<LedgerRow> rows(LedgerScope scope) {
        List<LedgerRow> rows = new ArrayList<>();
        for (String text : store.matching(Map.of(MIGRATION, scope.migration(), PIPELINE, scope.pipeline()))) {
            try {
                rows.add(LedgerText.row(text));
            } catch (RuntimeException e) {
                throw changed(e);
            }
        }
        rows.sort(Comparator.comparing(LedgerRow::partition));
        return rows;
    }

    private Map<String, String> values(String text) {
        try {
            return LedgerForm.values(text);
        } catch (RuntimeException e) {
            throw changed(e);
        }
    }

    private void refuseOther(LedgerScope scope, String known) {
        LedgerRefusal.changed(scope, known).ifPresent(refusal -> {
            throw new CaravanException(
                    ErrorCode.PIPELINE_CHANGED, server.address().shown(), refusal);
        });
    }

    private CaravanException stale(String refusal) {
        return new CaravanException(ErrorCode.STALE_RUN, server.address().shown(), refusal);
    }

    private CaravanException changed(Throwable cause) {
        return server.address()
                .error(
                        "collection " + NAME + " was changed by something else; restore it, or start with --fresh",
                        cause);
    }

    private static long epoch(Map<String, String> pipeline) {
        return Long.parseLong(pipeline.get(EPOCH));
    }

    private static String pipelineId(LedgerScope scope) {
        return LedgerStore.id(PIPELINE, scope.migration(), scope.pipeline());
    }
}
