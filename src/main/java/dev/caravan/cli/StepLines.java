package dev.caravan.cli;

import dev.caravan.model.Step;
import dev.caravan.plan.StepTraits;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.run.MigrationRun;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says what the steps of a plan would do, do, and did: a line each, and for one that goes on waiting one now and then. */
final class StepLines {
    private final PrintStream out;
    private final boolean quiet;
    private final long everyNanos;
    private final Map<String, Shown> shown = new HashMap<>();

    /** Lines on {@code out}; none when {@code quiet}. A step that stays as it is, with other words, is told {@code every} so often. */
    StepLines(PrintStream out, boolean quiet, Duration every) {
        this.out = out;
        this.quiet = quiet;
        this.everyNanos = every.toNanos();
    }

    private record Shown(StepState state, String line, long at) {}

    /** True when {@link #show} would print something. */
    boolean isNew(MigrationRun run) {
        int all = run.migration().plan().steps().size();
        return !quiet && run.steps().stream().anyMatch(row -> isDue(row, all, everyNanos));
    }

    /** Prints a line for each step that has come to another state since the last call, or has waited on for so long. */
    void show(MigrationRun run) {
        show(run.steps(), run.migration().plan().steps().size(), everyNanos);
    }

    /** Prints the last word of each step. */
    void end(MigrationRun run) {
        show(run.steps(), run.migration().plan().steps().size(), 0);
    }

    void show(List<StepRow> rows, int all, long every) {
        for (StepRow row : rows) {
            if (!quiet && isDue(row, all, every)) {
                String line = line(row, all);
                shown.put(row.step(), new Shown(row.state(), line, System.nanoTime()));
                out.println(line);
            }
        }
    }

    private boolean isDue(StepRow row, int all, long every) {
        Shown before = shown.get(row.step());
        if (before == null || before.state() != row.state()) {
            return true;
        }
        return !before.line().equals(line(row, all)) && System.nanoTime() - before.at() >= every;
    }

    static String line(StepRow row, int all) {
        StringBuilder line = new StringBuilder();
        // What a way back adds is no step of the plan
        String place = row.number() <= all ? row.number() + "/" + all : "back";
        line.append(String.format(
                Locale.ROOT, "[%s] %s: %s", place, row.step(), row.state().text()));
        if (row.ended() != null && row.state() == StepState.DONE) {
            double seconds = Duration.between(row.begun(), row.ended()).toMillis() / 1000.0;
            line.append(String.format(Locale.ROOT, " (%.1f s)", seconds));
        }
        if (!row.reason().isEmpty()) {
            line.append(": ").append(row.reason());
        }
        return line.toString();
    }

    /** What a step would do, and what takes it back. */
    static void outlook(PrintWriter out, int number, Step step, StepTraits traits) {
        out.println();
        out.println(number + ". " + step.kind() + " " + step.id());
        out.println("   does      " + traits.outlook(step));
        condition(out, "when", traits.shown(step.when()));
        condition(out, "unless", traits.shown(step.unless()));
        if (step.retry().attempts() > 0) {
            out.println("   tries     " + (step.retry().attempts() + 1) + ", "
                    + step.retry().backoff().toMillis() / 1000.0 + " s apart");
        }
        if (step.rollback()) {
            out.println("   failure   begins the rollback");
        }
        out.println("   undo      " + traits.undo(step).orElseGet(() -> none(step, traits)));
    }

    private static String none(Step step, StepTraits traits) {
        if (step.irreversible()) {
            return "none: irreversible, as the file says";
        }
        if (step.leaves() != null) {
            return "none: it leaves " + traits.leaves(step).orElseThrow() + ", as the file says";
        }
        return step.kind().equals("sql")
                ? "none is given: what it changes, if anything, stays"
                : "none: it leaves nothing to take back";
    }

    private static void condition(PrintWriter out, String word, String program) {
        if (program != null) {
            out.println("   " + word + " ".repeat(10 - word.length()) + program);
        }
    }
}
