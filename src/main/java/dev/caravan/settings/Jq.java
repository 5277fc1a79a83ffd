package dev.caravan.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** Looks whether a jq program can be read. */
final class Jq {
    private static final int LONGEST = 100_000;
    private static final Pattern ENCOUNTERED =
            Pattern.compile("Encountered\\s+(.+?)\\s+at line (\\d+), column (\\d+)", Pattern.DOTALL);

    private Jq() {}

    static void check(Section program) {
        if (program.text() == null) {
            return;
        }
        if (program.text().length() > LONGEST) {
            program.mistake("a jq program of more than " + LONGEST + " characters; shorten it");
            return;
        }
        try {
            JsonQuery.compile(program.text(), Versions.JQ_1_7);
        } catch (JsonQueryException e) {
            program.mistake("jq cannot read this: " + seen(e) + "; correct the program");
        } catch (StackOverflowError e) {
            program.mistake("a jq program nested too deeply; flatten it");
        }
    }

    private static String seen(JsonQueryException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        Matcher matcher = ENCOUNTERED.matcher(String.valueOf(cause.getMessage()));
        if (!matcher.find()) {
            return "it is no program";
        }
        String token = matcher.group(1).contains("<EOF>") ? "its end" : token(matcher.group(1));
        return "unexpected " + token + " at line " + matcher.group(2) + ", column " + matcher.group(3)
                + " of the program";
    }

    /** The parser says {@code " <IDENTIFIER> "bar ""} or {@code " "}" "} ""}; the last quoted word is what it met. */
    private static String token(String encountered) {
        String inner = encountered.strip().replaceAll("^\"|\"$", "").strip();
        int quote = inner.lastIndexOf(" \"");
        return "'"
                + Nearest.shown(
                        inner.substring(quote + 1).replaceAll("^\"|\"$", "").strip()) + "'";
    }
}
