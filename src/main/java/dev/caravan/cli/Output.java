package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.report.ReportKeeper;
import dev.caravan.report.RunReport;
import dev.caravan.report.page.ReportFile;
import dev.caravan.report.page.ReportFormat;
import dev.caravan.report.page.TextReport;
import dev.caravan.repository.RunOutcome;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.PipelineResult;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
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
        boolean drawn = !json && Terminal.isDrawnOver();
        this.progress = new ProgressPrinter(screen, drawn, verbosity.quiet(), progressEvery);
    }

    ProgressPrinter progress() {
        return progress;
    }

    /** Says how a run ended, then writes the report; answers the exit status: the run's own, unless only the report failed. */
    int end(MigrationRun run, ReportKeeper reports) {
        Optional<RunReport> made = reports.report();
        made.ifPresentOrElse(this::show, () -> showOutcome(run));
        run.results().stream().filter(result -> !result.notice().isEmpty()).forEach(this::notice);
        int status = status(run);
        warn(run);
        if (report.file() == null) {
            return status;
        }
        try {
            ReportFile.at(report.file()).write(made.orElseThrow(() -> report.notMade(run)));
        } catch (CaravanException failure) {
            fail(failure);
            return status == 0 ? failure.code().exitStatus() : status;
        }
        return status;
    }

    private void show(RunReport made) {
        if (report.format() == ReportOptions.Format.json) {
            out.print(ReportFormat.JSON.write(made));
        } else if (!verbosity.quiet()) {
            out.print(new TextReport().summary(made));
        }
        out.flush();
    }

    private void notice(PipelineResult result) {
        if (!verbosity.quiet()) {
            err.println("notice: " + result.pipeline().name() + ": " + result.notice());
            err.flush();
        }
    }

    private void showOutcome(MigrationRun run) {
        out.println(run.migration().name() + ": " + run.outcome().text());
        out.flush();
    }

    /** Last, so that nobody overlooks it: whoever looked at v2 ends with this process. */
    private void warn(MigrationRun run) {
        run.standing().ifPresent(standing -> {
            err.println(standing.warning());
            err.flush();
        });
    }

    private int status(MigrationRun run) {
        CaravanException reason = run.reason();
        if (reason != null) {
            fail(reason);
            return reason.code().exitStatus();
        }
        return run.outcome() == RunOutcome.DONE || run.outcome() == RunOutcome.DRY_RUN ? 0 : 1;
    }

    private void fail(CaravanException failure) {
        err.print(Failures.text(failure, verbosity.verbose()));
        err.flush();
    }
}
