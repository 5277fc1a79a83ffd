package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Counts;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Migration;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Position;
import dev.caravan.repository.Checkpoints;
import dev.caravan.repository.PipelineName;
import dev.caravan.repository.StepState;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets a pipeline's ledger back to a checkpoint, so that what came after it is read, mapped and written once more. The rows
 * stay: one that is there and equal is skipped, another one is settled by {@code existing:}. Where nothing tells rows apart
 * they would be there twice, so such a table is not gone back over.
 */
record Rewind(PipelineName name, Pipeline pipeline, Checkpoints checkpoints, RunOptions options) {
    /** Refuses a checkpoint that could not be used with this migration, before anything is opened. */
    static void check(Migration migration, RunOptions options, RunState state) {
        if (options.checkpoint().isEmpty()) {
            return;
        }
        String pipeline = options.checkpoint().replaceFirst("@.*", "");
        List<String> known = migration.pipelines().stream().map(Pipeline::name).toList();
        if (!options.checkpoint().matches(".+@[1-9][0-9]{0,17}") || !known.contains(pipeline)) {
            throw refused(options, "is none of a pipeline here (" + String.join(", ", known) + ")");
        }
        if (options.mode() != RunOptions.Mode.RUN || options.fresh()) {
            throw refused(
                    options, "is gone back to by a run that writes and goes on, so without --dry-run and --fresh");
        }
        boolean done = options.mode().followsPlan()
                && migration.plan().carrying(pipeline).isPresent()
                && state.passages().latest(migration.name()).stream()
                        .filter(passage -> passage.ended() == null)
                        .flatMap(passage -> state.passages().steps(passage).stream())
                        .anyMatch(step -> step.state() == StepState.DONE
                                && step.step()
                                        .equals(migration
                                                .plan()
                                                .carrying(pipeline)
                                                .orElseThrow()
                                                .id()));
        if (done) {
            throw refused(
                    options,
                    "lies in a step that is done; 'run --only " + pipeline + "' goes back to it beside the plan");
        }
    }

    /**
     * What the ledger says from now on; as it was where another pipeline is meant, or none.
     *
     * @throws CaravanException USAGE where the checkpoint is not there or cannot be gone back to safely
     */
    Target.Ledger of(Target target, Target.Ledger ledger, List<Destination> destinations, List<Partition> partitions) {
        if (ledger.rows().isEmpty()) {
            checkpoints.forget(name);
        }
        if (!options.checkpoint().startsWith(pipeline.name() + "@")) {
            return ledger;
        }
        long number =
                Long.parseLong(options.checkpoint().substring(pipeline.name().length() + 1));
        Checkpoints.Kept kept = checkpoints
                .find(name, number)
                .orElseThrow(
                        () -> refused(options, "is not there; 'status " + name.migration() + "' lists those that are"));
        if (!kept.digest().equals(pipeline.digest()) && !options.acceptChanged()) {
            throw refused(
                    options, "is of another definition of the pipeline; --accept-changed goes back to it all the same");
        }
        List<LedgerRow> back = back(kept.ledger(), ledger.rows());
        List<LedgerRow> moved =
                back.stream().filter(row -> !ledger.rows().contains(row)).toList();
        List<String> ids = moved.stream().map(LedgerRow::partition).toList();
        partitions.stream()
                .filter(partition -> ids.contains(partition.id()))
                .forEach(partition -> mustHaveKey(partition, destinations));
        target.rewind(moved);
        return new Target.Ledger(ledger.epoch(), ledger.firstStart(), back);
    }

    private List<LedgerRow> back(List<LedgerRow> wanted, List<LedgerRow> now) {
        Map<String, LedgerRow> then = new HashMap<>();
        wanted.forEach(row -> then.put(row.partition(), row));
        List<LedgerRow> back = new ArrayList<>();
        for (LedgerRow row : now) {
            LedgerRow earlier = then.remove(row.partition());
            back.add(earlier == null ? begin(row) : same(earlier, row));
        }
        if (!then.isEmpty()) {
            throw ahead(then.keySet().iterator().next());
        }
        return back;
    }

    /** The row as it was, or as it is where nothing was done since. */
    private LedgerRow same(LedgerRow then, LedgerRow now) {
        if (!then.identity().equals(now.identity())) {
            throw refused(options, "is of another content of '" + now.partition() + "'");
        }
        if (then.position().ordinal() > now.position().ordinal()) {
            throw ahead(now.partition());
        }
        return then.position().equals(now.position()) && then.done() == now.done() ? now : then;
    }

    private static LedgerRow begin(LedgerRow row) {
        return new LedgerRow(
                row.partition(), Position.START, false, Counts.ZERO, Map.of(), row.identity(), row.updated());
    }

    private void mustHaveKey(Partition partition, List<Destination> destinations) {
        for (Destination destination : destinations) {
            for (TargetTable table : destination.tables()) {
                boolean fed = !destination.into().table().isEmpty()
                        || partition.table().equals(table.table());
                if (table.key().isEmpty() && fed) {
                    throw refused(
                            options,
                            "lies before rows of table '" + table.table()
                                    + "', which has no key: they would be written twice; empty the target and run with --fresh");
                }
            }
        }
    }

    private CaravanException ahead(String partition) {
        return refused(options, "is ahead of the target's ledger in '" + partition + "'; run without it to go on");
    }

    private static CaravanException refused(RunOptions options, String why) {
        return new CaravanException(ErrorCode.USAGE, "--from-checkpoint", "'" + options.checkpoint() + "' " + why);
    }
}
