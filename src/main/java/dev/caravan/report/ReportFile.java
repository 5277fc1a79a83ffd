package dev.caravan.report;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.DurableFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * A report as a file, in the format that its ending names. The file is never half of a report. Readable by its owner
 * alone.
 */
public final class ReportFile {
    private static final String KNOWN = "this version writes .json";
    private static final Map<String, Function<RunReport, String>> FORMATS = Map.of("json", new JsonReport()::text);

    private final Path file;
    private final Function<RunReport, String> format;

    private ReportFile(Path file, Function<RunReport, String> format) {
        this.file = file;
        this.format = format;
    }

    /**
     * The file at this place; nothing is written yet. Asked for before the run, so that a mistake costs no run.
     *
     * @throws CaravanException NOT_BUILT for {@code .html} and {@code .md}, USAGE for another ending or a missing
     *     folder
     */
    public static ReportFile at(Path file) {
        String name = file.toString();
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (ending.equals("html") || ending.equals("md")) {
            throw refused(ErrorCode.NOT_BUILT, file, "reports as ." + ending + " are not built yet; " + KNOWN);
        }
        Function<RunReport, String> format = FORMATS.get(ending);
        if (format == null) {
            throw refused(ErrorCode.USAGE, file, "the ending names no format; " + KNOWN);
        }
        if (Files.isDirectory(file)) {
            throw refused(ErrorCode.USAGE, file, "is a folder; name a file in it");
        }
        if (!Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw refused(ErrorCode.USAGE, file, "its folder is not there; make it first");
        }
        return new ReportFile(file, format);
    }

    /** Writes the report; replaces one that is there. */
    public void write(RunReport report) {
        new DurableFile(file).write(format.apply(report));
    }

    private static CaravanException refused(ErrorCode code, Path file, String message) {
        return new CaravanException(code, "--report " + file, message);
    }
}
