package dev.caravan.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where a step, or a phase of them, stands. */
record Standing(String text, Tone tone) {
    private static final List<String> BAD = List.of("failed", "unknown");

    static Standing of(JsonNode step) {
        String state = step.path("state").asText();
        if (state.equals("done") && step.path("evidence").has("warning")) {
            return new Standing("warned", Tone.NOTE);
        }
        return new Standing(state, tone(state));
    }

    /** The worst of them; else what all are. */
    static Standing of(List<JsonNode> steps) {
        Set<String> states = new TreeSet<>();
        steps.forEach(step -> states.add(step.path("state").asText()));
        for (String state : List.of("failed", "unknown", "undoing", "running", "waiting")) {
            if (states.contains(state)) {
                return new Standing(state, tone(state));
            }
        }
        if (states.contains("undone")) {
            return new Standing("taken back", Tone.NOTE);
        }
        for (String state : List.of("left", "done", "skipped")) {
            if (states.contains(state)) {
                return new Standing(state, tone(state));
            }
        }
        throw new IllegalStateException("steps in unknown states: " + states);
    }

    private static Tone tone(String state) {
        if (state.equals("done")) {
            return Tone.GOOD;
        }
        if (BAD.contains(state)) {
            return Tone.BAD;
        }
        return state.equals("left") || state.equals("skipped") ? Tone.QUIET : Tone.NOTE;
    }
}
