package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The order in which the pipelines of a run take their turns: first every dry pass that is asked for before the first write
 * of any of them, then each pipeline to its end. Used under the run's lock.
 */
final class Rounds implements Course {
    private final String migration;
    private final List<PipelineWork> work;
    private final Control control;
    private final Runnable turned;
    private final List<CaravanException> noGo = new ArrayList<>();
    private volatile int current;
    private boolean mayWrite;

    /** Rounds over {@code work}; {@code turned} is called after each turn. */
    Rounds(String migration, List<PipelineWork> work, Control control, Runnable turned) {
        this.migration = migration;
        this.work = work;
        this.control = control;
        this.turned = turned;
    }

    @Override
    public Optional<PipelineWork> current() {
        return work.isEmpty() ? Optional.empty() : Optional.of(turn());
    }

    private PipelineWork turn() {
        return work.get(Math.min(current, work.size() - 1));
    }

    /** Lets the next pipeline do its next thing; true when nothing is left to be done, or the run was stopped. */
    @Override
    public boolean goOn() {
        if (!mayWrite && done(PipelineWork::rehearsed)) {
            judge();
            mayWrite = !stopped();
            current = mayWrite ? 0 : current;
        }
        if (mayWrite && done(PipelineWork::advance)) {
            judge();
        }
        return stopped() || mayWrite && current == work.size();
    }

    @Override
    public void end(ErrorCode code) {
        if (current < work.size()) {
            RunEnding.end(turn().run(), code);
        }
        if (code == ErrorCode.NO_GO) {
            work.forEach(PipelineWork::giveUp);
        }
    }

    private boolean done(Predicate<PipelineWork> next) {
        while (!stopped() && current < work.size() && passed(turn(), next)) {
            turned.run();
            current++;
        }
        return !stopped() && current == work.size();
    }

    /** A pipeline below its bar does not keep the others from showing what they reject; the run is NO-GO in the end. */
    private boolean passed(PipelineWork pipeline, Predicate<PipelineWork> next) {
        try {
            return next.test(pipeline);
        } catch (CaravanException judged) {
            if (judged.code() != ErrorCode.NO_GO) {
                throw judged;
            }
            noGo.add(judged);
            RunEnding.end(pipeline.run(), judged.code());
            return true;
        }
    }

    private void judge() {
        if (!stopped() && !noGo.isEmpty()) {
            List<String> all = noGo.stream()
                    .map(one -> one.where() + ": " + one.getMessage())
                    .toList();
            control.stop(CaravanException.several(ErrorCode.NO_GO, migration, all));
        }
    }

    private boolean stopped() {
        return control.stopped() != null;
    }
}
