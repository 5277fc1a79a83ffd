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

    /** The parser says {@code " <IDENTIFIER> "bar ""} or {@code " "}" "} ""}. */
    private static final Pattern TOKEN = Pattern.compile("\"([^\"\\s][^\"]*?)\\s*\"");

    private Jq() {}

    static void check(Section program) {
        if (program.text() == null || program.text().isEmpty()) {
            return;
        }
        if (program.text().length() > LONGEST) {
            program.mistake("a jq program of more than " + LONGEST + " characters; shorten it");
            return;
        }
        try {
            JsonQuery.compile(program.text(), Versions.JQ_1_7);
        } catch (JsonQueryException e) {
            program.mistake("jq cannot read this: " + seen(e, program.isSecret()) + "; correct the program");
        } catch (StackOverflowError e) {
            program.mistake("a jq program nested too deeply; flatten it");
        }
    }

    private static String seen(JsonQueryException e, boolean secret) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        Matcher met = ENCOUNTERED.matcher(String.valueOf(cause.getMessage()));
        if (!met.find()) {
            return "it is no program";
        }
        String at = " at line " + met.group(2) + ", column " + met.group(3) + " of the program";
        Matcher token = TOKEN.matcher(met.group(1));
        if (met.group(1).contains("<EOF>")) {
            return "it ends too early," + at;
        }
        return token.find() && !secret ? "'" + Nearest.shown(token.group(1)) + "' does not fit" + at : "it stops" + at;
    }
}
