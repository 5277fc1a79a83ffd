package dev.caravan.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Counts;
import dev.caravan.model.Finding;
import dev.caravan.repository.JournalHead;
import dev.caravan.repository.PipelineState;
import dev.caravan.repository.RunOutcome;
import dev.caravan.run.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports for tests, with something in every place that a report has. */
public final class Reports {
    private static final Instant STARTED = Instant.parse("2026-03-01T02:00:00Z");

    private Reports() {}

    /** A report in which {@code name} stands wherever a report takes a text from outside. */
    public static RunReport naming(String name) {
        return report(RunOutcome.NO_GO, name);
    }

    /** A report of a run with this end; null for one that goes on. */
    public static RunReport report(RunOutcome outcome, String name) {
        Heading heading = new Heading(
                "orders",
                name,
                "17",
                name,
                outcome,
                outcome == RunOutcome.DONE ? "" : name,
                STARTED,
                outcome == null ? null : STARTED.plusSeconds(61),
                Instant.parse("2026-02-01T00:00:00.000001Z"),
                "0123abcd",
                Map.of("key " + name, name));
        return new RunReport(
                heading,
                List.of(pipeline(name)),
                List.of(
                        check(name, "pass", List.of(new Finding("sample", name, name)), 0),
                        check(name, "fail", List.of(new Finding("missing", name, name)), 4)),
                new PlanReport(List.of(), List.of(step(name)), JsonNodeFactory.instance.objectNode()),
                List.of(name),
                List.of(
                        new EarlierRun("16", name, STARTED.minusSeconds(60), STARTED, "failed", name),
                        new EarlierRun("15", "run", STARTED.minusSeconds(90), null, "running", "")),
                new JournalHead(3, "abc"),
                new Environment(Map.of("library " + name, name), name, name, name, 2, 100, 50, -1));
    }

    /** A pipeline that read 10 records, 4 of which were imported. */
    public static PipelineReport pipeline(String name) {
        return new PipelineReport(
                name,
                PipelineState.NO_GO,
                "files '" + name + "'",
                "sqlite '" + name + "'",
                new Counts(10, 4, 3, 2, 1),
                Map.of(name, new Counts(3, 1, 0, 2, 0)),
                work(name),
                new RejectsReport(
                        Map.of("bad_type", 3L, "code " + name, 1L),
                        Map.of("kept_existing", 1L),
                        List.of(new RejectSample("bad_type", name, name, name, name, name, name)),
                        name));
    }

    private static PipelineReport.Work work(String why) {
        Map<String, Double> stages = new LinkedHashMap<>();
        stages.put("export", 0.25);
        stages.put("import", 1.125);
        Pace pace = new Pace(
                List.of(new Pace.Span(PipelineState.COPYING, 0.5, 2), new Pace.Span(PipelineState.VERIFYING, 2, 3.25)),
                new Pace.Rates(0.05, List.of(0L, 3L, 2L)),
                new Pace.Rates(0.1, List.of(0L, 7L)),
                Map.of(why, 0.375));
        return new PipelineReport.Work(5, Duration.ofMillis(1500), stages, pace);
    }

    private static JsonNode step(String name) {
        ObjectNode step = JsonNodeFactory.instance
                .objectNode()
                .put("step", "p/" + name)
                .put("kind", name)
                .put("state", "failed")
                .put("attempt", 1)
                .put("begun", STARTED.toString())
                .put("ended", STARTED.plusSeconds(2).toString())
                .put("reason", name);
        step.putObject("facts");
        step.putObject("evidence").put("fact " + name, name).putArray("all").add(1);
        return step;
    }

    private static VerificationReport check(String name, String outcome, List<Finding> findings, int more) {
        return new VerificationReport(
                name, "rows", name, outcome, 10, 1, 2, 3, 4, Duration.ofMillis(1235), new ArrayList<>(findings), more);
    }
}
