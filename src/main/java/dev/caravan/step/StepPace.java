package dev.caravan.step;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import java.time.Duration;
import java.util.function.Supplier;

/** Lets long work go on while the run does and the step's own time is not over. */
public final class StepPace implements SnapshotFolder.Pace {
    private final StepCall call;
    private final long begun = System.nanoTime();
    private final long most;

    /** The pace of one call. */
    public StepPace(StepCall call) {
        this.call = call;
        this.most = call.step().timeout() == null
                ? Long.MAX_VALUE
                : Duration.between(call.now(), call.deadline()).toNanos();
    }

    @Override
    public void goOn() {
        if (call.stopped().getAsBoolean()) {
            throw new CaravanException(ErrorCode.INTERRUPTED, call.step().id(), "the run ends");
        }
        if (System.nanoTime() - begun > most) {
            throw new CaravanException(
                    ErrorCode.STEP_FAILED,
                    call.step().id(),
                    "not done within " + call.step().timeout().toSeconds() + " s; give it more time with timeout:");
        }
    }

    /** Seconds since the call began. */
    public double seconds() {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** The result of work that may be told to stop: then the step waits, and begins again with the next run. */
    public static StepResult unlessStopped(StepCall call, Supplier<StepResult> work) {
        try {
            return work.get();
        } catch (CaravanException stopped) {
            if (stopped.code() == ErrorCode.INTERRUPTED) {
                return new StepResult.Wait(call.now(), "it was stopped, as the run ended", call.memo());
            }
            throw stopped;
        }
    }
}
