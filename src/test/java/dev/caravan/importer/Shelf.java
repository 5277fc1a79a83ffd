package dev.caravan.importer;

import dev.caravan.model.Chunk;
import dev.caravan.model.Fate;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.RowBuffer;
import dev.caravan.spi.Chunks;
import dev.caravan.spi.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A target without transactions that can be told what to refuse, and when to fail. The first column is the key. */
final class Shelf implements Target {
    final Map<String, String> rows = new TreeMap<>();
    final Set<String> refused = new HashSet<>();
    final List<String> deleted = new ArrayList<>();
    String failsBefore = "";
    String code = "too_heavy";
    int ledgers;

    @Override
    public Ledger open(LedgerScope scope) {
        return new Ledger(1, Chunks.NOW, List.of());
    }

    @Override
    public Optional<Ledger> look(LedgerScope scope) {
        return Optional.empty();
    }

    @Override
    public void write(Chunk chunk, Written beforeCommit) {
        RowBuffer from = chunk.rows();
        for (int row = 0; row < from.rows(); row++) {
            if (chunk.pending(from.record(row))) {
                write(chunk, from, row);
            }
        }
        if (beforeCommit.ledgerRow(chunk) != null) {
            ledgers++;
        }
    }

    private void write(Chunk chunk, RowBuffer from, int row) {
        String key = from.text(row, 0);
        if (key.equals(failsBefore)) {
            throw new IllegalStateException("the shelf breaks");
        }
        if (refused.contains(key)) {
            chunk.reject(from.record(row), code, "import", "the shelf does not hold it");
            return;
        }
        String before = rows.put(key, from.isNull(row, 1) ? null : from.text(row, 1));
        chunk.settle(from.record(row), before == null ? Fate.IMPORTED : Fate.SKIPPED);
    }

    @Override
    public void repair(String table, RowBuffer again) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(String table, RowBuffer keys) {
        for (int row = 0; row < keys.rows(); row++) {
            rows.remove(keys.text(row, 0));
            deleted.add(keys.text(row, 0));
        }
    }

    @Override
    public void close() {
        // Nothing was opened
    }
}
