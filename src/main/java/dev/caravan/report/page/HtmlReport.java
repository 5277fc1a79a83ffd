package dev.caravan.report.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.report.RunReport;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * A report as one page of HTML, which is XML too. It needs nothing from outside, runs no script, and forbids the browser
 * both, so that whatever a source calls its tables cannot reach out. Safe for use by several threads.
 */
final class HtmlReport {
    private final Templates templates = Templates.html();
    private final Sections sections = new Sections(templates);

    /** The page, ending with a line feed. */
    String text(RunReport report) {
        String style = "\n" + Templates.resource("page.css");
        return templates.render(
                "page",
                new Page(
                        report.heading().migration(),
                        report.heading().run(),
                        report.heading().standing(),
                        style,
                        digest(style),
                        sections.render(report)));
    }

    private static String digest(String style) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(style.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    record Page(String migration, String run, String standing, String style, String digest, List<String> sections) {}
}
