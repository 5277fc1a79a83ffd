package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.repository.RunOutcome;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.RunState;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine;

/** Prints what a run does and what came of it, and writes its report. */
final class Output {
    private final PrintWriter out;
    private final PrintWriter err;
    private final Verbosity verbosity;
    private final ReportOptions report;
    private final ProgressPrinter progress;

    Output(CommandLine line, Verbosity verbosity, ReportOptions report, Duration progressEvery) {
        this.out = line.getOut();
        this.err = line.getErr();
        this.verbosity = verbosity;
        this.report = report;
        boolean json = report.format() == ReportOptions.Format.json;
        PrintStream screen = json ? System.err : System.out;
        this.progress = new ProgressPrinter(screen, Terminal.isThere(), verbosity.quiet(), progressEvery);
    }

    ProgressPrinter progress() {
        return progress;
    }

    /** Says how a run ended; answers the exit status. */
    int end(MigrationRun run, RunState state) {
        RunReports reports = new RunReports(run, state);
        if (report.file() != null) {
            reports.write(report.file());
        }
        if (report.format() == ReportOptions.Format.json) {
            out.println(reports.json());
        } else if (!verbosity.quiet()) {
            new RunSummary(run).print(out);
        }
        out.flush();
        CaravanException reason = run.reason();
        if (reason != null) {
            err.print(Failures.text(reason, verbosity.verbose()));
            err.flush();
            return reason.code().exitStatus();
        }
        return run.outcome() == RunOutcome.DONE || run.outcome() == RunOutcome.DRY_RUN ? 0 : 1;
    }
}
