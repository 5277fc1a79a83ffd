package dev.caravan.run;

import dev.caravan.embedding.EmbeddedRows;
import dev.caravan.model.Chunk;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.RowBuffer;
import dev.caravan.spi.Target;
import java.util.Optional;

/** A target whose rows get their vectors when they are repaired. */
record RepairTarget(Target target, EmbeddedRows embedded) implements Target {
    @Override
    public Ledger open(LedgerScope scope) {
        return target.open(scope);
    }

    @Override
    public Ledger openForRepair(LedgerScope scope) {
        return target.openForRepair(scope);
    }

    @Override
    public Optional<Ledger> look(LedgerScope scope) {
        return target.look(scope);
    }

    @Override
    public void write(Chunk chunk, Written beforeCommit) {
        target.write(chunk, beforeCommit);
    }

    @Override
    public void repair(String table, RowBuffer rows) {
        target.repair(table, embedded.complete(rows, row -> true));
    }

    @Override
    public void delete(String table, RowBuffer keys) {
        target.delete(table, keys);
    }

    @Override
    public void deleteSurplus(String table, RowBuffer keys) {
        target.deleteSurplus(table, keys);
    }

    @Override
    public void close() {
        target.close();
    }
}
