package dev.caravan.report.page;

import dev.caravan.report.RunReport;

/** A report as Markdown with the tables of GitHub. Safe for use by several threads. */
final class MarkdownReport {
    private final Sections sections = new Sections(Templates.markdown());

    /** The text, ending with a line feed. */
    String text(RunReport report) {
        return "<!-- Caravan report -->\n" + String.join("\n", sections.render(report));
    }
}
