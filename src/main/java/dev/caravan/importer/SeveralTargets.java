package dev.caravan.importer;

import dev.caravan.model.Chunk;
import dev.caravan.model.KillPoint;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.RowBuffer;
import dev.caravan.spi.Target;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Several targets that get each chunk together: a record ends in all of them or in none.
 *
 * <p>The first one keeps the ledger and commits last. Its rows are written first, in a transaction where it has them; then the
 * others, one after another, while that transaction is open; then the ledger row. A record that one of them does not take is
 * taken out of the others, and the chunk is written once more without it. Whatever ends the process in between, the ledger
 * has not moved: the next run writes the chunk again, and what is there already is met as equal rows.
 */
public final class SeveralTargets implements Target {
    private final List<Part> parts;
    private final Map<String, Chunk.Saved> settled = new ConcurrentHashMap<>();

    /**
     * Targets that are written together.
     *
     * @param parts at least one; the first keeps the ledger
     */
    public SeveralTargets(List<Part> parts) {
        this.parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("there is no target");
        }
    }

    @Override
    public Ledger open(LedgerScope scope) {
        Ledger ledger = first().open(scope);
        others().forEach(part -> part.target().open(scope));
        return ledger;
    }

    @Override
    public Ledger openForRepair(LedgerScope scope) {
        Ledger ledger = first().openForRepair(scope);
        others().forEach(part -> part.target().openForRepair(scope));
        return ledger;
    }

    @Override
    public Optional<Ledger> look(LedgerScope scope) {
        return first().look(scope);
    }

    @Override
    public void write(Chunk chunk, Written beforeCommit) {
        List<RowBuffer> rows =
                parts.stream().map(part -> part.shape().apply(chunk)).toList();
        BitSet imported = new BitSet();
        while (!attempt(chunk, rows, imported, beforeCommit)) {
            // What one of them did not take is left out the next time
        }
    }

    /** @throws UnsupportedOperationException always: each target is repaired by itself */
    @Override
    public void repair(String table, RowBuffer rows) {
        throw new UnsupportedOperationException("each target is repaired by itself");
    }

    /** @throws UnsupportedOperationException always: each target is repaired by itself */
    @Override
    public void delete(String table, RowBuffer keys) {
        throw new UnsupportedOperationException("each target is repaired by itself");
    }

    @Override
    public void finish() {
        parts.forEach(part -> part.target().finish());
    }

    @Override
    public void forget(LedgerScope scope) {
        parts.forEach(part -> part.target().forget(scope));
    }

    /** The first keeps the ledger. */
    @Override
    public void rewind(List<LedgerRow> rows) {
        first().rewind(rows);
    }

    @Override
    public void close() {
        parts.forEach(part -> part.target().close());
    }

    /**
     * True once it is written; false when a record has to be left out, and the chunk says so.
     *
     * @param imported records that an earlier attempt brought into a target from which they were not taken back
     */
    private boolean attempt(Chunk chunk, List<RowBuffer> rows, BitSet imported, Written beforeCommit) {
        String partition = chunk.partition().id();
        Chunk view = chunk.copyWith(rows.get(0), parts.get(0).children());
        boolean[] asked = new boolean[1];
        try {
            first().write(view, mine -> {
                asked[0] = true;
                writeOthers(chunk, mine, rows, imported);
                LedgerRow row = beforeCommit.ledgerRow(chunk);
                settled.put(partition, chunk.save());
                return row;
            });
        } catch (LeftOut leftOut) {
            return false;
        }
        if (!asked[0]) {
            // An earlier try was committed after all: its answer was lost
            chunk.restore(settled.get(partition));
        }
        settled.remove(partition);
        return true;
    }

    private void writeOthers(Chunk chunk, Chunk first, List<RowBuffer> rows, BitSet imported) {
        List<Chunk> views = new ArrayList<>(List.of(first));
        Agreement agreement = new Agreement(chunk, parts.get(0).name(), first);
        for (int part = 1; part < parts.size(); part++) {
            KillPoint.pass("between-targets");
            Chunk view =
                    agreement.agreed().copyWith(rows.get(part), parts.get(part).children());
            parts.get(part).target().write(view, done -> null);
            views.add(view);
            if (agreement.refusedBy(view)) {
                agreement.reject(parts.get(part).name(), view);
                takeOut(views, agreement.refusals());
                views.subList(parts.get(0).transactional() ? 1 : 0, views.size())
                        .forEach(written -> Agreement.imported(written, imported));
                throw new LeftOut();
            }
        }
        KillPoint.pass("after-targets");
        agreement.settle(views, parts.stream().map(Part::name).toList(), imported);
    }

    /** Takes what the last of them refused out of those that had it already. */
    private void takeOut(List<Chunk> views, Refusals refusals) {
        for (int part = 0; part < views.size() - 1; part++) {
            if (part > 0 || !parts.get(0).transactional()) {
                new Removal(parts.get(part), views.get(part)).run(refusals);
            }
        }
    }

    private Target first() {
        return parts.get(0).target();
    }

    private List<Part> others() {
        return parts.subList(1, parts.size());
    }

    /** Ends a write that has to be done again without some records. */
    private static final class LeftOut extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LeftOut() {
            super("a record is to be left out", null, false, false);
        }
    }
}
