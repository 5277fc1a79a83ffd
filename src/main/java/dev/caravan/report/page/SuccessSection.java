package dev.caravan.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Counts;
import dev.caravan.report.EarlierRun;
import dev.caravan.report.PipelineReport;
import dev.caravan.report.RunReport;
import dev.caravan.report.VerificationReport;
import dev.caravan.repository.RunOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The record of a plan that was carried out: how long, what was measured, who agreed, and what did not go at once. */
final class SuccessSection implements Section {
    private static final Set<String> ASKING = Set.of("gate", "attest");

    @Override
    public String name() {
        return "success";
    }

    @Override
    public Optional<View> view(RunReport report) {
        List<JsonNode> steps = report.plan().steps();
        if (steps.isEmpty() || report.heading().outcome() != RunOutcome.DONE) {
            return Optional.empty();
        }
        Duration all = between(steps, step -> true);
        Duration people =
                between(steps, step -> ASKING.contains(step.path("kind").asText()));
        return Optional.of(new View(
                Figures.number(steps.size()),
                Figures.duration(all),
                Figures.duration(people),
                downtime(report.plan().passage().path("downtime")),
                report.pipelines().stream().map(SuccessSection::pipeline).toList(),
                arrived(report.verification()),
                steps.stream().flatMap(step -> measured(step).stream()).toList(),
                signers(report.plan().gates()),
                lessons(report)));
    }

    private static Duration between(List<JsonNode> steps, java.util.function.Predicate<JsonNode> counts) {
        return steps.stream()
                .filter(counts)
                .filter(step -> step.path("ended").isTextual())
                .map(step -> Duration.between(
                        Instant.parse(step.path("begun").asText()),
                        Instant.parse(step.path("ended").asText())))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Moved pipeline(PipelineReport pipeline) {
        Counts counts = pipeline.counts();
        double accepted = counts.read() == 0 ? 1 : (double) (counts.read() - counts.rejected()) / counts.read();
        return new Moved(
                pipeline.name(),
                Figures.number(counts.read()),
                Figures.number(counts.imported() + counts.skipped()),
                String.format(Locale.ROOT, "%.2f %%", accepted * 100));
    }

    /** How long callers were not served, and between which steps; empty where the file names none. */
    private static String downtime(JsonNode downtime) {
        if (downtime.path("spans").isEmpty()) {
            return "";
        }
        String spans = each(downtime.path("spans"))
                .map(span ->
                        span.path("from").asText() + " to " + span.path("to").asText())
                .collect(Collectors.joining(", "));
        return Figures.seconds(downtime.path("seconds").asDouble()) + " (" + spans + ")";
    }

    /** How many records verification found in each table, and of each value by which it counted them. */
    private static List<Arrived> arrived(List<VerificationReport> checks) {
        return checks.stream()
                .filter(check -> check.check().startsWith("counts"))
                .map(check -> new Arrived(
                        check.pipeline(),
                        check.check().replaceFirst("^counts( by )?", ""),
                        check.table(),
                        Figures.number(check.compared() - check.missing() + check.extra())))
                .toList();
    }

    /** What tells of the world, not of the look at it: a number that has a bar or a name, a series, a drill, a suite. */
    private static Optional<Measured> measured(JsonNode step) {
        JsonNode seen = step.path("evidence");
        String must = seen.path("must").asText();
        String numbers = "";
        if (step.path("facts").has("value")) {
            numbers = Measure.text(step.path("facts").path("value"), must);
        } else if (Chart.isSeries(seen)) {
            numbers = Chart.words(seen);
        } else if (seen.has("passed")) {
            numbers = seen.path("passed").asText() + " of "
                    + (seen.path("passed").asLong() + seen.path("failed").asLong()) + " requests passed";
        } else if (step.path("kind").asText().equals("drill")) {
            numbers = "back in " + Figures.seconds(seen.path("seconds").asDouble());
        } else if (seen.has("matching")) {
            numbers = Figures.number(seen.path("total").asLong()) + " in all";
        }
        return numbers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Measured(step.path("step").asText(), numbers, must, Chart.of(seen)));
    }

    private static List<String> signers(List<JsonNode> gates) {
        return gates.stream()
                .flatMap(gate -> each(gate.path("signOffs"))
                        .map(one -> gate.path("gate").asText() + ": "
                                + one.path("who").asText() + " as "
                                + one.path("role").asText() + ", "
                                + Figures.time(Instant.parse(one.path("at").asText()))))
                .toList();
    }

    private static List<String> lessons(RunReport report) {
        List<String> lessons = new ArrayList<>();
        for (JsonNode step : report.plan().steps()) {
            String name = step.path("step").asText();
            if (step.path("attempt").asInt() > 1) {
                lessons.add(name + " took " + step.path("attempt").asInt() + " tries");
            }
            if (step.path("facts").has("warning")) {
                lessons.add(name + ": " + step.path("facts").path("warning").asText());
            }
            if (step.path("facts").path("missed").asLong() > 0) {
                lessons.add(
                        name + " missed " + step.path("facts").path("missed").asLong() + " of "
                                + step.path("facts").path("looks").asLong() + " looks");
            }
        }
        report.plan().gates().forEach(gate -> each(gate.path("criteria"))
                .filter(one -> one.path("verdict").asText().equals("marginal"))
                .forEach(one -> lessons.add(gate.path("gate").asText() + " was opened though "
                        + one.path("fact").asText() + " was marginal: "
                        + one.path("value").asText())));
        report.earlier().stream()
                .filter(run -> !run.reason().isEmpty())
                .map(SuccessSection::earlier)
                .forEach(lessons::add);
        return lessons;
    }

    private static String earlier(EarlierRun run) {
        return "run " + run.run() + " ended " + run.outcome() + ": " + run.reason();
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    record Moved(String pipeline, String read, String there, String accepted) {}

    record Arrived(String pipeline, String by, String where, String records) {}

    record Measured(String step, String numbers, String must, List<Chart.View> chart) {}

    record View(
            String steps,
            String took,
            String people,
            String downtime,
            List<Moved> moved,
            List<Arrived> arrived,
            List<Measured> measured,
            List<String> signers,
            List<String> lessons) {
        boolean hasMeasured() {
            return !measured.isEmpty();
        }

        boolean hasArrived() {
            return !arrived.isEmpty();
        }
    }
}
