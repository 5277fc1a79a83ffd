package dev.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.camel.CamelHouse;
import dev.caravan.report.Environment;
import dev.caravan.report.JsonReport;
import dev.caravan.report.PipelineReport;
import dev.caravan.report.ReportFile;
import dev.caravan.report.RunReport;
import dev.caravan.report.VerificationReport;
import dev.caravan.repository.StepRow;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.PipelineResult;
import dev.caravan.run.RunState;
import dev.caravan.run.StageTimes;
import dev.caravan.verifier.CheckResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report of a run that has ended. */
final class RunReports {
    private final RunReport report;

    RunReports(MigrationRun run, RunState state) {
        report = new RunReport(
                run.migration().name(),
                String.valueOf(run.id()),
                run.outcome(),
                run.reason() == null ? "" : run.reason().line(),
                run.started(),
                state.clock().instant(),
                run.firstStart(),
                run.results().stream().map(RunReports::pipeline).toList(),
                run.results().stream()
                        .flatMap(result -> result.checks().stream())
                        .map(RunReports::check)
                        .toList(),
                List.of(),
                run.steps().stream().map(RunReports::step).toList(),
                JsonNodeFactory.instance.objectNode(),
                state.journal().head(),
                Environment.ofThisProcess(versions()));
    }

    RunReport report() {
        return report;
    }

    String json() {
        return new JsonReport().text(report).stripTrailing();
    }

    void write(Path file) {
        ReportFile.at(file).write(report);
    }

    private static JsonNode step(StepRow row) {
        ObjectNode step = JsonNodeFactory.instance.objectNode();
        step.put("step", row.step())
                .put("kind", row.kind())
                .put("state", row.state().text());
        step.put("attempt", row.attempt()).put("begun", row.begun().toString());
        step.put("ended", row.ended() == null ? null : row.ended().toString());
        step.put("reason", row.reason());
        step.set("facts", row.facts());
        step.set("evidence", row.evidence());
        return step;
    }

    private static PipelineReport pipeline(PipelineResult result) {
        return new PipelineReport(
                result.pipeline().name(),
                result.progress().counts(),
                result.travelled(),
                duration(result.seconds()),
                stages(result.times()),
                result.progress().children(),
                result.rejects(),
                result.contradictions());
    }

    private static VerificationReport check(CheckResult check) {
        return new VerificationReport(
                check.pipeline(),
                check.table().isEmpty() ? check.check() : check.check() + " of " + check.table(),
                check.outcome().word(),
                check.compared(),
                check.missing(),
                check.extra(),
                check.different(),
                check.duplicates(),
                duration(check.seconds()));
    }

    private static Map<String, Duration> stages(StageTimes times) {
        Map<String, Duration> stages = new LinkedHashMap<>();
        for (StageTimes.Stage stage : StageTimes.Stage.values()) {
            stages.put(stage.name().toLowerCase(Locale.ROOT), duration(times.seconds(stage)));
        }
        return stages;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private static Map<String, String> versions() {
        return Map.of(
                "caravan", version(Caravan.class),
                "camel", CamelHouse.version(),
                "sqlite-jdbc", version(org.sqlite.JDBC.class),
                "jackson", version(com.fasterxml.jackson.databind.ObjectMapper.class));
    }

    private static String version(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
