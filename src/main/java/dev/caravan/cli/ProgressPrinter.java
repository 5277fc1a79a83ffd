package dev.caravan.cli;

import dev.caravan.repository.PipelineState;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows how a pipeline is getting on: on a terminal one line that is drawn over, else a plain line every few seconds. A line
 * has a bar, records done of all, records a second, rejects, the time left and, when nothing moves, why.
 */
final class ProgressPrinter {
    private static final int BAR = 20;
    private static final String CLEAR = "\r\033[2K";

    private final PrintStream out;
    private final boolean terminal;
    private final boolean quiet;
    private final Duration plainEvery;
    private final StepLines steps;
    private long lastPlain;
    private String lastLine = "";

    /** Prints to {@code out}; {@code quiet} prints nothing at all; without a terminal a line every {@code plainEvery}. */
    ProgressPrinter(PrintStream out, boolean terminal, boolean quiet, Duration plainEvery) {
        this.out = out;
        this.plainEvery = plainEvery;
        this.terminal = terminal;
        this.steps = new StepLines(out, quiet, plainEvery);
        this.quiet = quiet;
        this.lastPlain = System.nanoTime();
    }

    /** Shows where a run stands; called several times a second. */
    void show(MigrationRun run) {
        if (steps.isNew(run)) {
            clear();
            steps.show(run);
        }
        run.progress()
                .filter(progress -> !progress.phase().isEnd() || run.steps().isEmpty())
                .ifPresent(this::show);
    }

    /** Shows the last of a run that has ended. */
    void end(MigrationRun run) {
        end();
        steps.end(run);
    }

    /** Shows where things stand; called several times a second. */
    void show(Progress progress) {
        if (quiet) {
            return;
        }
        String line = line(progress);
        if (terminal) {
            out.print(CLEAR + line);
            out.flush();
            lastLine = line;
            return;
        }
        boolean due = System.nanoTime() - lastPlain >= plainEvery.toNanos();
        if (due && !line.equals(lastLine)) {
            out.println(line);
            lastPlain = System.nanoTime();
            lastLine = line;
        }
    }

    /** Ends the live line, so that other lines can follow. */
    void end() {
        clear();
    }

    private void clear() {
        if (terminal && !lastLine.isEmpty()) {
            out.print(CLEAR);
            out.flush();
            lastLine = "";
        }
    }

    static String line(Progress progress) {
        StringBuilder line = new StringBuilder();
        line.append(String.format(Locale.ROOT, "%-14s %-10s", progress.pipeline(), word(progress)));
        line.append(' ').append(bar(progress.fraction()));
        line.append(records(progress));
        line.append(String.format(Locale.ROOT, "  %,.0f/s", progress.rate()));
        if (progress.counts().rejected() > 0) {
            line.append(String.format(
                    Locale.ROOT, "  %,d rejected", progress.counts().rejected()));
        }
        line.append(left(progress));
        if (!progress.waiting().isEmpty()) {
            line.append("  waiting: ").append(progress.waiting());
        }
        return line.toString();
    }

    private static String word(Progress progress) {
        return progress.phase().text();
    }

    private static String bar(double fraction) {
        if (fraction < 0) {
            return "[" + "-".repeat(BAR) + "]    ";
        }
        int full = (int) Math.round(fraction * BAR);
        return String.format(Locale.ROOT, "[%s%s] %3.0f%%", "#".repeat(full), ".".repeat(BAR - full), fraction * 100);
    }

    private static String records(Progress progress) {
        if (progress.phase() == PipelineState.VERIFYING) {
            return String.format(Locale.ROOT, "  %,d rows, %s", progress.fresh(), progress.doing());
        }
        long read = progress.counts().read();
        if (progress.fraction() <= 0 || progress.fraction() >= 1) {
            return String.format(Locale.ROOT, "  %,d records", read);
        }
        return String.format(Locale.ROOT, "  %,d of about %,d records", read, Math.round(read / progress.fraction()));
    }

    private static String left(Progress progress) {
        double fraction = progress.fraction();
        boolean known = fraction > 0.01 && fraction < 1 && progress.nanos() > 1_000_000_000L && progress.rate() > 0;
        if (!known) {
            return "";
        }
        long read = Math.max(1, progress.counts().read());
        double all = read / fraction;
        Duration left = Duration.ofSeconds(Math.round((all - read) / progress.rate()));
        return "  " + text(left) + " left";
    }

    private static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3600
                ? seconds / 60 + "m" + seconds % 60 + "s"
                : seconds / 3600 + "h" + seconds % 3600 / 60 + "m";
    }
}
