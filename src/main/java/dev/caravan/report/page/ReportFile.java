package dev.caravan.report.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.report.Heading;
import dev.caravan.report.RunReport;
import dev.caravan.repository.DurableFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A report as a file, in the format that its ending names. The file is never half of a report. Readable by its owner
 * alone.
 */
public final class ReportFile {
    private static final int BEGINNING = 2_000;

    /** How reports of each format begin; what begins otherwise is somebody's work. */
    private static final Pattern OURS = Pattern.compile(
            "\\A(?:\\{\\s*\"migration\" :|<!DOCTYPE html>.*content=\"Caravan|<!-- Caravan report|\\S+, run \\d+ \\()",
            Pattern.DOTALL);

    private final Path file;
    private final ReportFormat format;

    private ReportFile(Path file, ReportFormat format) {
        this.file = file;
        this.format = format;
    }

    /**
     * The file at this place; nothing is written yet. Asked for before the run, so that a mistake costs no run.
     *
     * @throws CaravanException USAGE for another ending, a missing or read-only folder, and a file that is there and no
     *     report
     */
    public static ReportFile at(Path file) {
        ReportFormat format = ReportFormat.of(file.toString())
                .orElseThrow(() -> refused(file, "the ending names no format; known are " + ReportFormat.known()));
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw refused(file, "its folder is not there; make it first");
        }
        if (!Files.isWritable(folder)) {
            throw refused(file, "its folder cannot be written; name another one");
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            checkReplaceable(file);
        }
        return new ReportFile(file, format);
    }

    /**
     * Writes the report; replaces an older one.
     *
     * @throws CaravanException IO_FAILED; an older report is still there then
     */
    public void write(RunReport report) {
        try {
            new DurableFile(file).write(format.write(report));
        } catch (CaravanException failure) {
            Heading heading = report.heading();
            throw new CaravanException(
                    ErrorCode.IO_FAILED,
                    "--report " + file,
                    "cannot be written (" + failure.getCause().getMessage()
                            + "); the run has ended as it says and is on record: make room, then 'report "
                            + heading.migration() + " --run " + heading.run() + " --report FILE' writes it",
                    failure);
        }
    }

    private static void checkReplaceable(Path file) {
        if (Files.isDirectory(file)) {
            throw refused(file, "is a folder; name a file in it");
        }
        if (!Files.isRegularFile(file)) {
            throw refused(file, "is there and no plain file; name another one");
        }
        try (InputStream in = Files.newInputStream(file)) {
            String beginning = new String(in.readNBytes(BEGINNING), ISO_8859_1);
            if (!beginning.isEmpty() && !OURS.matcher(beginning).find()) {
                throw refused(file, "is there and is no report; remove it or name another file");
            }
        } catch (IOException e) {
            throw refused(file, "is there and cannot be read (" + e.getMessage() + "); name another file");
        }
    }

    private static CaravanException refused(Path file, String message) {
        return new CaravanException(ErrorCode.USAGE, "--report " + file, message);
    }
}
