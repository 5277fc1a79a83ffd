package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.plan.PlanCheck;
import dev.caravan.plan.Statement;
import dev.caravan.plan.StepTraits;
import dev.caravan.repository.RunOutcome;
import dev.caravan.step.StepKinds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a person asked of this run.
 *
 * @param data what concerns the data
 * @param patience how long to wait for a person, a gate or a time before the run ends, or null for ever
 * @param rollback why everything is to be taken back, or null
 * @param statements what people say of steps whose outcome is unknown
 * @param checkpoint to which the copy goes back, {@code PIPELINE@NUMBER}; empty for none
 */
public record RunOptions(
        Mode mode, Data data, Duration patience, String rollback, List<Statement> statements, String checkpoint) {
    public RunOptions {
        statements = List.copyOf(statements);
    }

    /** What concerns the data alone, as {@link Data} has it. */
    public RunOptions(
            Mode mode,
            boolean fresh,
            boolean acceptChanged,
            int batch,
            int workers,
            boolean showValues,
            boolean deleteExtra) {
        this(mode, new Data(fresh, acceptChanged, batch, workers, showValues, deleteExtra), null, null, List.of(), "");
    }

    /**
     * What is done with the data, and how.
     *
     * @param fresh true to forget the ledger (never the rows) first
     * @param acceptChanged true to go on with a ledger that was begun under another definition of the pipeline
     * @param batch records a chunk, or 0 for what the file says
     * @param workers partitions at once where the file leaves it open
     * @param showValues true when findings may show values of records
     * @param deleteExtra true when a repair may delete rows that only the target has
     */
    public record Data(
            boolean fresh, boolean acceptChanged, int batch, int workers, boolean showValues, boolean deleteExtra) {
        /** As the file says, by one worker. */
        static final Data PLAIN = new Data(false, false, 0, 1, false, false);
    }

    public boolean fresh() {
        return data.fresh();
    }

    public boolean acceptChanged() {
        return data.acceptChanged();
    }

    public int batch() {
        return data.batch();
    }

    public int workers() {
        return data.workers();
    }

    public boolean showValues() {
        return data.showValues();
    }

    public boolean deleteExtra() {
        return data.deleteExtra();
    }

    /**
     * Refuses what cannot be done with a migration.
     *
     * @throws CaravanException USAGE; FILE_INVALID when the plan may not run as it is written
     */
    void check(Migration migration, RunState state) {
        if (mode == Mode.RUN || mode == Mode.DRY_RUN) {
            PlanCheck.refuse(migration, new StepTraits(StepKinds.forPlan()::kind, migration.plan()));
        }
        Rewind.check(migration, this, state);
        if (mode == Mode.ROLLBACK && migration.plan().isEmpty()) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    migration.name(),
                    "has no plan, so there is nothing to take back: rows that were imported stay, and v1 was only read");
        }
    }

    /** The same, writing nothing. */
    RunOptions dry() {
        return new RunOptions(Mode.DRY_RUN, data, patience, rollback, statements, checkpoint);
    }

    /** The same, forgetting the ledger first. */
    RunOptions anew() {
        Data anew = new Data(true, acceptChanged(), batch(), workers(), showValues(), deleteExtra());
        return new RunOptions(mode, anew, patience, rollback, statements, "");
    }

    /** The same, waiting at most so long. */
    public RunOptions waiting(Duration most) {
        return new RunOptions(mode, data, most, rollback, statements, checkpoint);
    }

    /** The same, with what people say of steps whose outcome is unknown. */
    public RunOptions saying(List<Statement> said) {
        return new RunOptions(mode, data, patience, rollback, said, checkpoint);
    }

    /** The same, going back to a checkpoint first. */
    public RunOptions backTo(String id) {
        return new RunOptions(mode, data, patience, rollback, statements, id);
    }

    /** The same, with the names of steps that somebody says are done, and of those to be done again. */
    public RunOptions saying(List<String> done, List<String> again, String by, String why) {
        List<Statement> all = new ArrayList<>();
        done.forEach(step -> all.add(new Statement(step, true, by, why)));
        again.forEach(step -> all.add(new Statement(step, false, by, why)));
        return saying(all);
    }

    /** What takes a passage back. */
    public static RunOptions back(String why, Duration most) {
        return new RunOptions(Mode.ROLLBACK, Data.PLAIN, most, why, List.of(), "");
    }

    /** What is done with the pipelines. */
    public enum Mode {
        /** Everything: copy, then verify. */
        RUN,
        /** All of it but the writes. */
        DRY_RUN,
        /** Compare both sides; nothing is written. */
        VERIFY,
        /** Compare both sides and copy again what differs. */
        REPAIR,
        /** Bring rejected records in once more, then verify. */
        REPLAY,
        /** Take back what the plan's steps have done. */
        ROLLBACK;

        /** True when it goes through the plan's steps. */
        boolean followsPlan() {
            return this == RUN || this == ROLLBACK;
        }

        /** True when it may write to the target, so that it needs the state's lock and takes orders. */
        boolean writes() {
            return this != VERIFY;
        }

        /** How a run ends that nothing stopped. */
        RunOutcome success() {
            return this == DRY_RUN ? RunOutcome.DRY_RUN : RunOutcome.DONE;
        }

        /** The verb that a person types for it. */
        public String verb() {
            return switch (this) {
                case RUN, DRY_RUN -> "run";
                case VERIFY, REPAIR -> "verify";
                case REPLAY -> "replay";
                case ROLLBACK -> "rollback";
            };
        }
    }
}
