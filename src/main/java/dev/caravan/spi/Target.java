package dev.caravan.spi;

import dev.caravan.model.Chunk;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.RowBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Writes chunks, with their ledger rows in the same transaction where the system has transactions.
 *
 * <p>Safe for use by several threads; a system with a single writer lets them wait. Bound at making to the tables, keys and
 * {@code existing:} policy of one pipeline.
 */
public interface Target extends AutoCloseable {
    /**
     * Makes what is missing (the database and tables by the schema files, the ledger's tables), takes over the ledger with a
     * new epoch and refuses a ledger begun by another definition of the pipeline.
     *
     * @throws dev.caravan.model.CaravanException TARGET_UNUSABLE, PIPELINE_CHANGED
     */
    Ledger open(LedgerScope scope);

    /**
     * As {@link #open}, for {@link #repair} and the deletions alone: tables whose key is no longer unique are no mistake then,
     * as a key that is there twice is one of the things to be mended. {@link #write} may not follow.
     */
    default Ledger openForRepair(LedgerScope scope) {
        return open(scope);
    }

    /** What the ledger knows, without taking it over: for looking. Nothing where the pipeline was never begun. */
    Optional<Ledger> look(LedgerScope scope);

    /**
     * Told, by another thread than the one that writes, of a chunk that {@link #write} will get soon: a target may look up what
     * it needs for it meanwhile. Changes nothing, neither in the target nor in the chunk; a chunk may come without it.
     */
    default void ahead(Chunk chunk) {}

    /**
     * Writes the pending rows of a chunk and its ledger row, all or none. Settles every pending record: IMPORTED, SKIPPED
     * when an equal row is there, or rejected alone when it clashes or a constraint refuses it (a failed bulk write is
     * bisected). Calls {@code beforeCommit} once all fates are known and before the commit: what it does (keeping the
     * rejects) is durable first.
     *
     * @param beforeCommit answers the ledger row to write beside the data, or null where another target keeps it
     * @throws dev.caravan.model.CaravanException STALE_RUN when another epoch has taken over: nothing was written
     */
    void write(Chunk chunk, Written beforeCommit);

    /**
     * Writes rows again that verification found missing or different (upsert by key), without moving the ledger.
     *
     * @param table one of the pipeline's tables
     */
    void repair(String table, RowBuffer rows);

    /**
     * Deletes rows by key.
     *
     * @param keys rows with just the key's columns
     */
    void delete(String table, RowBuffer keys);

    /**
     * Deletes rows that have their key in common with another one. Of those with one key at most one is left: which one, and
     * in systems that cannot tell them apart whether one, is not said. The caller writes what is missing or differs then.
     *
     * @param keys rows with just the key's columns, each key once
     */
    default void deleteSurplus(String table, RowBuffer keys) {
        delete(table, keys);
    }

    /**
     * Does what follows the rows, once every partition is done: sets sequences behind the numbers that were copied. Called in
     * each run that finds them done, so it may be called again.
     */
    default void finish() {}

    /**
     * Forgets what the pipeline's ledger knows, never the rows: the next {@link #open} begins anew. The first start stays, so
     * that a mapping's {@code now} gives equal rows again. A run that has the target open is refused from then on. Does
     * nothing where there is no ledger.
     */
    default void forget(LedgerScope scope) {}

    /**
     * Lets the ledger say of some partitions that they are where these rows have them: earlier than they were. No other row of
     * it changes, and none of the data. Comes after {@link #open}.
     *
     * @throws dev.caravan.model.CaravanException STALE_RUN when another epoch has taken over
     */
    default void rewind(List<LedgerRow> rows) {
        throw new UnsupportedOperationException("this target keeps no ledger that could be set back");
    }

    /**
     * Takes the migration's ledger out of the target, and the ledger's tables with the last one. Needs no {@link #open}.
     *
     * @return what was taken out, for people; empty where there was nothing
     */
    default String dropLedger(String migration) {
        return "";
    }

    /** Ends open work without a commit and gives everything back. */
    @Override
    void close();

    /**
     * Told by {@link #write} that all fates are known; answers the ledger row to write beside the data, or null for none. What
     * it throws ends the write: a target with transactions has written nothing then.
     */
    @FunctionalInterface
    interface Written {
        LedgerRow ledgerRow(Chunk settled);
    }

    /**
     * What the target knew when it was opened.
     *
     * @param epoch the number of this run; a younger run has a higher one
     * @param firstStart when the migration was first started against this target; the {@code now} of mappings
     * @param rows the partitions that were begun
     */
    record Ledger(long epoch, Instant firstStart, List<LedgerRow> rows) {
        public Ledger {
            rows = List.copyOf(rows);
        }
    }
}
