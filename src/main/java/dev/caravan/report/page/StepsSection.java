package dev.caravan.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.report.RunReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The steps of the plan that were begun, phase by phase: when, how long, what each left, and how it was taken back. */
final class StepsSection implements Section {
    private static final String LEFT = "left";
    private static final String EVIDENCE = "evidence";

    @Override
    public String name() {
        return "steps";
    }

    @Override
    public Optional<View> view(RunReport report) {
        Map<String, List<JsonNode>> phases = new LinkedHashMap<>();
        for (JsonNode step : report.plan().steps()) {
            phases.computeIfAbsent(phase(step), phase -> new ArrayList<>()).add(step);
        }
        boolean left =
                report.plan().steps().stream().anyMatch(step -> state(step).equals(LEFT));
        return phases.isEmpty()
                ? Optional.empty()
                : Optional.of(new View(
                        left ? "undone: taken back; left: there was nothing to take back" : "",
                        phases.entrySet().stream()
                                .map(phase -> phase(phase.getKey(), phase.getValue()))
                                .toList(),
                        named(report, "ahead"),
                        named(report, "notNeeded")));
    }

    private static String named(RunReport report, String which) {
        List<String> steps = new ArrayList<>();
        report.plan().passage().path(which).forEach(step -> steps.add(step.asText()));
        return String.join(", ", steps);
    }

    private static Phase phase(String name, List<JsonNode> steps) {
        Instant began =
                steps.stream().map(StepsSection::began).min(Instant::compareTo).orElseThrow();
        String day = Figures.time(began).substring(0, 10);
        Optional<Instant> ended =
                steps.stream().flatMap(step -> end(step).stream()).max(Instant::compareTo);
        String times = "begun " + Figures.time(began)
                + ended.map(end -> ", took " + Figures.duration(Duration.between(began, end)))
                        .orElse("");
        return new Phase(
                name,
                Standing.of(steps),
                times,
                steps.stream().map(step -> row(step, day)).toList());
    }

    private static Row row(JsonNode step, String day) {
        boolean back = step.has("did");
        JsonNode evidence = back ? step.path("did").path(EVIDENCE) : step.path(EVIDENCE);
        String began = Figures.time(began(step)).replace(" UTC", "");
        return new Row(
                name(step),
                step.path("kind").asText(),
                Standing.of(step),
                began.startsWith(day) ? began.substring(11) : began,
                end(step)
                        .map(end -> Figures.duration(Duration.between(began(step), end)))
                        .orElse(""),
                reasons(step),
                Evidence.of(step.path("kind").asText(), evidence),
                Chart.of(evidence),
                back ? List.of(back(step)) : List.of());
    }

    private static List<String> reasons(JsonNode step) {
        String reason = step.path("reason").asText();
        String warning = step.path(EVIDENCE).path("warning").asText();
        int tries = step.path("attempt").asInt();
        return Stream.of(
                        tries > 1 ? "took " + tries + " tries" : "",
                        reason.startsWith("nothing takes a step") ? "" : reason,
                        warning)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static Back back(JsonNode step) {
        Optional<Instant> begun = time(step.path("back").path("begun"));
        Optional<Instant> ended = time(step.path("back").path("ended"));
        String when = begun.map(Figures::time).orElse("")
                + begun.flatMap(from -> ended.map(to -> ", in " + Figures.duration(Duration.between(from, to))))
                        .orElse("");
        return new Back(when, Evidence.of(step.path("kind").asText(), step.path(EVIDENCE)));
    }

    private static String name(JsonNode step) {
        String id = step.path("step").asText();
        return id.substring(id.indexOf('/') + 1);
    }

    private static String phase(JsonNode step) {
        String id = step.path("step").asText();
        return id.substring(0, Math.max(0, id.indexOf('/')));
    }

    private static String state(JsonNode step) {
        return step.path("state").asText();
    }

    private static Instant began(JsonNode step) {
        return time(step.path("begun")).orElse(Instant.EPOCH);
    }

    /** When it was over, before anything was taken back. */
    private static Optional<Instant> end(JsonNode step) {
        return step.has("back") ? time(step.path("did").path("ended")) : time(step.path("ended"));
    }

    private static Optional<Instant> time(JsonNode text) {
        return text.isTextual() ? Optional.of(Instant.parse(text.textValue())) : Optional.empty();
    }

    record Back(String when, Evidence evidence) {}

    record Row(
            String step,
            String kind,
            Standing standing,
            String began,
            String time,
            List<String> reasons,
            Evidence evidence,
            List<Chart.View> chart,
            List<Back> back) {}

    record Phase(String phase, Standing all, String times, List<Row> rows) {}

    record View(String legend, List<Phase> phases, String ahead, String notNeeded) {}
}
