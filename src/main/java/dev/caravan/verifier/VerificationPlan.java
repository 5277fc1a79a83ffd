package dev.caravan.verifier;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Chunk;
import dev.caravan.model.Existing;
import dev.caravan.model.LedgerRow;
import dev.caravan.spi.Source;
import dev.caravan.spi.StoredForm;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind.TargetTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The two sides of a pipeline that are compared.
 *
 * @param table the main table that all records go to, or empty where each goes to the table its partition is named for
 * @param tables every table the pipeline writes, parents before children, each with the columns that identify a row
 * @param source the pipeline's source, not opened yet; verification closes it
 * @param prepare maps and validates a chunk as the first run did, in place or anew
 * @param firstRun what the import stage rejected or kept then
 * @param ledger the ledger's rows; empty when there is no ledger to compare with
 * @param scan opens a table of the target; called again for each reading
 * @param form how the rows of a table of the target come back; called once for each table
 * @param ordered true for a table whose rows both sides give in the order of its key, as far as their catalogues tell: it is
 *     compared side by side, and by sums after all where a side turns out to be in another order
 * @param owners whose rows may be otherwise in the target
 * @param systemChecks checks of the whole system by their names, run last, in this order
 */
public record VerificationPlan(
        String pipeline,
        String table,
        List<TargetTable> tables,
        Existing existing,
        Source source,
        UnaryOperator<Chunk> prepare,
        FirstRun firstRun,
        List<LedgerRow> ledger,
        Scan scan,
        Function<TargetTable, StoredForm> form,
        Predicate<TargetTable> ordered,
        Map<String, SystemCheck> systemChecks,
        Owners owners) {
    public VerificationPlan {
        requireNonNull(pipeline, "pipeline is null");
        requireNonNull(table, "table is null");
        requireNonNull(existing, "existing is null");
        requireNonNull(source, "source is null");
        requireNonNull(prepare, "prepare is null");
        requireNonNull(firstRun, "firstRun is null");
        requireNonNull(scan, "scan is null");
        requireNonNull(form, "form is null");
        requireNonNull(ordered, "ordered is null");
        requireNonNull(owners, "owners is null");
        tables = List.copyOf(tables);
        ledger = List.copyOf(ledger);
        systemChecks = new LinkedHashMap<>(systemChecks);
    }

    /** Opens a table of the target. */
    @FunctionalInterface
    public interface Scan {
        /**
         * A source over its rows, the columns named as in the table.
         *
         * @param inOrder whether its rows must come in the order of its key
         */
        Source of(ComparedTable table, boolean inOrder);
    }
}
