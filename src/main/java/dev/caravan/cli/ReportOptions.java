package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.report.page.ReportFile;
import dev.caravan.run.MigrationRun;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What is written about a run, and how. */
final class ReportOptions {
    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write the report to this file; its ending names the format (.html, .json, .md, .txt).")
    private Path file;

    @Option(
            names = "--format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "How the result is printed: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    /** Text on the screen, and a report in this file; none where it is null. */
    static ReportOptions to(Path file) {
        ReportOptions options = new ReportOptions();
        options.file = file;
        return options;
    }

    Path file() {
        return file;
    }

    Format format() {
        return format;
    }

    /** Refuses a format that cannot be written, before anything is done. */
    void check() {
        if (file != null) {
            ReportFile.at(file);
        }
    }

    /** The report was asked for, but could not be made. */
    CaravanException notMade(MigrationRun run) {
        return new CaravanException(
                ErrorCode.IO_FAILED,
                "--report " + file,
                "the report could not be made, see above; the run has ended as it says and is on record: 'report "
                        + run.migration().name() + " --run " + run.id() + "' tells what is known of it");
    }

    /** How results are printed. */
    enum Format {
        text,
        json
    }
}
