package dev.caravan.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.report.RunReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The steps of the plan that were begun, with what each left as evidence. */
final class StepsSection implements Section {
    private static final int MOST_LINES = 12;
    private static final String CHECKLIST = "checklist";

    @Override
    public String name() {
        return "steps";
    }

    @Override
    public Optional<View> view(RunReport report) {
        List<JsonNode> steps = report.plan().steps();
        return steps.isEmpty()
                ? Optional.empty()
                : Optional.of(new View(steps.stream().map(StepsSection::row).toList()));
    }

    private static Row row(JsonNode step) {
        String state = step.path("state").asText();
        return new Row(
                step.path("step").asText(),
                step.path("kind").asText(),
                state,
                tone(state),
                time(step),
                step.path("reason").asText(),
                evidence(step.path("evidence")));
    }

    private static List<Line> evidence(JsonNode evidence) {
        List<Line> lines = new ArrayList<>();
        evidence.path(CHECKLIST).forEach(host -> lines.add(host(host)));
        evidence.properties().stream()
                .filter(fact -> !fact.getKey().equals(CHECKLIST) || lines.isEmpty())
                .filter(fact -> !fact.getKey().equals(TrafficSection.ENDPOINTS))
                .filter(fact -> !text(fact.getValue()).isBlank())
                .limit(MOST_LINES)
                .map(fact -> new Line(fact.getKey(), text(fact.getValue())))
                .forEach(lines::add);
        return lines;
    }

    /** What was done on a host: each command by its name, with the exit status where that was not 0. */
    private static Line host(JsonNode host) {
        String done = StreamSupport.stream(host.path("checks").spliterator(), false)
                .map(check -> check.path("check").asText()
                        + (check.path("exit").asInt() == 0
                                ? ""
                                : " (exit " + check.path("exit").asInt() + ")"))
                .collect(Collectors.joining(", "));
        String reason = host.path("reason").asText();
        return new Line(
                host.path("host").asText(),
                host.path("state").asText() + (reason.isEmpty() ? "" : ", " + reason) + ": " + done);
    }

    private static Tone tone(String state) {
        return switch (state) {
            case "done" -> Tone.GOOD;
            case "failed", "unknown" -> Tone.BAD;
            default -> Tone.NOTE;
        };
    }

    private static String time(JsonNode step) {
        if (!step.path("begun").isTextual() || !step.path("ended").isTextual()) {
            return "";
        }
        Instant begun = Instant.parse(step.path("begun").textValue());
        return Figures.duration(
                Duration.between(begun, Instant.parse(step.path("ended").textValue())));
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    record Line(String label, String value) {}

    record Row(String step, String kind, String state, Tone tone, String time, String reason, List<Line> evidence) {}

    record View(List<Row> rows) {}
}
