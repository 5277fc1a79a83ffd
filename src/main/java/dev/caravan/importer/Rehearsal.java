package dev.caravan.importer;

import dev.caravan.model.Chunk;
import dev.caravan.model.Fate;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.RowBuffer;
import dev.caravan.spi.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The target of a dry run: everything happens but the write. Records count as imported where the stages before would have
 * let them through; what only the real target can refuse (a key that is taken, a constraint) is not seen.
 */
public final class Rehearsal implements Target {
    private final Instant now;

    /** A rehearsal at which the mapping's {@code now} is this instant. */
    public Rehearsal(Instant now) {
        this.now = now;
    }

    @Override
    public Ledger open(LedgerScope scope) {
        return new Ledger(0, now, List.of());
    }

    @Override
    public Optional<Ledger> look(LedgerScope scope) {
        return Optional.empty();
    }

    @Override
    public void write(Chunk chunk, Written beforeCommit) {
        for (int record = 0; record < chunk.records().count(); record++) {
            if (chunk.pending(record)) {
                chunk.settle(record, Fate.IMPORTED);
            }
        }
        beforeCommit.ledgerRow(chunk);
    }

    @Override
    public void repair(String table, RowBuffer rows) {
        throw new UnsupportedOperationException("a dry run repairs nothing");
    }

    @Override
    public void delete(String table, RowBuffer keys) {
        throw new UnsupportedOperationException("a dry run deletes nothing");
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
