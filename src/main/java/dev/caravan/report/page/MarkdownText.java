package dev.caravan.report.page;

import java.util.regex.Pattern;

/**
 * Text that Markdown (with the tables of GitHub) takes for nothing but text. An address may still become a link where the
 * reader's program makes links of addresses: one that says where it leads.
 */
final class MarkdownText {
    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_\\[\\]<>|~&#!]");

    private MarkdownText() {}

    /** For use inside of a line: the template sees to it that none begins with a value. */
    static String escape(String text) {
        return SPECIAL.matcher(text).replaceAll("\\\\$0").strip();
    }
}
