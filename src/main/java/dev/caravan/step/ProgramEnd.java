package dev.caravan.step;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How a program ended, to be held against what the file expects.
 *
 * @param program how messages speak of it
 * @param output what it said
 */
public record ProgramEnd(String program, int exit, String output) {
    /** What is not as {@code expect} has it; empty when all is well. Without {@code exit:} a program must end with 0. */
    public String problem(JsonNode expect) {
        JsonNode wanted = expect.path("exit");
        if (!isWanted(wanted)) {
            return "'" + program + "' ended with exit status " + exit + " instead of "
                    + (wanted.isMissingNode() ? "0" : wanted.toString().replaceAll("[\\[\\]]", "")) + ": " + lastLine();
        }
        String text = expect.path("text").asText("");
        if (!output.contains(text)) {
            return "'" + program + "' did not say '" + text + "'";
        }
        String without = expect.path("without").asText("");
        return !without.isEmpty() && output.contains(without) ? "'" + program + "' said '" + without + "'" : "";
    }

    private boolean isWanted(JsonNode wanted) {
        if (wanted.isArray()) {
            for (JsonNode one : wanted) {
                if (one.asInt() == exit) {
                    return true;
                }
            }
            return false;
        }
        return exit == wanted.asInt(0);
    }

    private String lastLine() {
        return output.strip().lines().reduce((first, second) -> second).orElse("it said nothing");
    }
}
