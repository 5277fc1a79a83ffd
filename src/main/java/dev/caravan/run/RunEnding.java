package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.PipelineState;
import dev.caravan.repository.RunOutcome;

/** What a reason to end makes of a run and of the pipeline that was being worked on. */
final class RunEnding {
    private RunEnding() {}

    /** The outcome; {@code reason} is null where all is well. */
    static RunOutcome of(RunOptions.Mode mode, CaravanException reason) {
        if (reason == null) {
            return mode.success();
        }
        if (reason.code() == ErrorCode.INTERRUPTED) {
            return RunOutcome.INTERRUPTED;
        }
        return switch (reason.code()) {
            case NO_GO, SCHEMA_MISMATCH -> RunOutcome.NO_GO;
            case WAITING -> RunOutcome.WAITING;
            case ROLLED_BACK -> RunOutcome.ROLLED_BACK;
            default -> RunOutcome.FAILED;
        };
    }

    /** Ends a pipeline; one that was only interrupted stays where it is. */
    static void end(PipelineRun run, ErrorCode code) {
        if (run.phase().isEnd() || code == ErrorCode.INTERRUPTED) {
            return;
        }
        PipelineState last = code == ErrorCode.ABORTED ? PipelineState.ABORTED : PipelineState.FAILED;
        boolean judged = code == ErrorCode.NO_GO && run.phase().mayBecome(PipelineState.NO_GO);
        run.enter(judged ? PipelineState.NO_GO : last);
    }

    /** Also a mistake of the program ends a run: begun again at each tick, it would never end. */
    static CaravanException known(RuntimeException failure, String migration) {
        return failure instanceof CaravanException known
                ? known
                : new CaravanException(
                        ErrorCode.INTERNAL,
                        migration,
                        failure + "; the run ended, its end may not be recorded: please report it, with -v",
                        failure);
    }
}
