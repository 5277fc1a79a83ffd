package dev.caravan.report.page;

import dev.caravan.report.JsonReport;
import dev.caravan.report.RunReport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a report is written. */
public enum ReportFormat {
    /** One page for a browser or a printer, without outside resources. */
    HTML("html", "htm"),
    /** For scripts. */
    JSON("json"),
    /** For wikis, tickets and pull requests. */
    MARKDOWN("md", "markdown"),
    /** For terminals. */
    TEXT("txt");

    private final List<String> endings;

    ReportFormat(String... endings) {
        this.endings = List.of(endings);
    }

    /** The report in this format, ending with a line feed. */
    public String write(RunReport report) {
        return switch (this) {
            case HTML -> new HtmlReport().text(report);
            case JSON -> new JsonReport().text(report);
            case MARKDOWN -> new MarkdownReport().text(report);
            case TEXT -> new TextReport().text(report);
        };
    }

    /** As people type it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format that the ending of a file's name stands for. */
    static Optional<ReportFormat> of(String fileName) {
        String ending = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(format -> fileName.contains(".") && format.endings.contains(ending))
                .findFirst();
    }

    /** The endings that name a format, for people. */
    static String known() {
        return Stream.of(values()).map(format -> "." + format.endings.get(0)).collect(Collectors.joining(", "));
    }
}
