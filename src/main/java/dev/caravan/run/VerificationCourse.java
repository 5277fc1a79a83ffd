package dev.caravan.run;

import dev.caravan.verifier.CheckResult;
import dev.caravan.verifier.Outcome;
import dev.caravan.verifier.VerifyProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

/** The verification of a pipeline: each of its targets against the source, one after another, a step at a time. */
final class VerificationCourse implements AutoCloseable {
    private final PipelineRun run;
    private final List<Leg> legs;
    private final Consumer<Boolean> ended;
    private final List<CheckResult> results = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private int leg;
    private long rowsBefore;
    private long rows;
    private VerificationWork work;

    /** @param ended told, at the end, whether every check passed */
    VerificationCourse(PipelineRun run, List<Leg> legs, Consumer<Boolean> ended) {
        this.run = run;
        this.legs = List.copyOf(legs);
        this.ended = ended;
        begin();
    }

    /** One step; true while there is more to do. */
    boolean step() {
        if (work.step()) {
            return true;
        }
        results.addAll(named(work.results()));
        if (work.repaired() > 0) {
            String where = legs.get(leg).name().isEmpty() ? "" : legs.get(leg).name() + ": ";
            notices.add(String.format(
                    Locale.ROOT,
                    "%srows that were written or deleted to mend what differed: %,d.",
                    where,
                    work.repaired()));
        }
        rowsBefore += rows;
        leg++;
        if (leg == legs.size()) {
            ended.accept(results.stream().allMatch(result -> result.outcome() == Outcome.PASS));
            return false;
        }
        work.close();
        begin();
        return true;
    }

    boolean done() {
        return leg == legs.size();
    }

    /** Of the targets that are done. */
    List<CheckResult> results() {
        return List.copyOf(results);
    }

    /** What people should know of how it began and what it mended; empty where there is nothing. */
    String notice() {
        return String.join(" ", notices);
    }

    @Override
    public void close() {
        work.close();
    }

    private void begin() {
        work = legs.get(leg).work().apply(this::post);
        if (!work.notice().isEmpty()) {
            notices.add(work.notice());
        }
    }

    private void post(VerifyProgress progress) {
        rows = progress.rows();
        String where = legs.get(leg).name().isEmpty() ? "" : " " + legs.get(leg).name();
        run.verified((leg + progress.share()) / legs.size(), rowsBefore + rows, progress.doing() + where);
    }

    /** With several targets, a table is named with its system before it. */
    private List<CheckResult> named(List<CheckResult> found) {
        String name = legs.get(leg).name();
        if (name.isEmpty()) {
            return found;
        }
        return found.stream()
                .map(result -> result.in(result.table().isEmpty() ? name : name + "." + result.table()))
                .toList();
    }

    /**
     * One target.
     *
     * @param name the system's; empty where there is only one
     * @param work begins its verification, which tells how far it is
     */
    record Leg(String name, Function<Consumer<VerifyProgress>, VerificationWork> work) {}
}
