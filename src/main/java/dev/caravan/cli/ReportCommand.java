package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.report.KeptReports;
import dev.caravan.report.RunReport;
import dev.caravan.report.page.ReportFile;
import dev.caravan.report.page.ReportFormat;
import dev.caravan.repository.Database;
import dev.caravan.repository.Sleeper;
import dev.caravan.run.RunState;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report NAME}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "The report of a run again: the youngest of a migration, or an earlier one.")
final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private StateOptions state;

    @Parameters(paramLabel = "NAME", description = "The migration.")
    private String migration;

    @Option(
            names = "--run",
            paramLabel = "ID",
            description = "The number of the run, as 'status' shows it (default: the youngest).")
    private Long run;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "How it is printed: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ReportFormat format;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write it to this file instead; its ending names the format (.html, .json, .md, .txt).")
    private Path file;

    @Override
    public Integer call() {
        boolean named = spec.commandLine().getParseResult().hasMatchedOption("--format");
        if (file != null && named) {
            throw new ParameterException(
                    spec.commandLine(), "--format is for the screen; the ending of --report FILE names the format");
        }
        ReportFile wanted = file == null ? null : ReportFile.at(file);
        RunReport report = read();
        if (wanted != null) {
            wanted.write(report);
            return 0;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(format.write(report));
        out.flush();
        return 0;
    }

    private RunReport read() {
        if (!Database.existsIn(state.folder())) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    state.folder().toString(),
                    "nothing was run with this state; --state names another one");
        }
        try (RunState books = RunState.open(state.folder(), Clock.systemUTC(), Sleeper.real())) {
            KeptReports reports = new KeptReports(books);
            return run == null ? reports.latest(migration) : reports.find(migration, run);
        }
    }
}
