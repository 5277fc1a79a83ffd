package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Finding;
import dev.caravan.model.Migration;
import dev.caravan.model.Pipeline;
import dev.caravan.repository.Run;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.PipelineResult;
import dev.caravan.run.ReturnSafety;
import dev.caravan.run.RunState;
import dev.caravan.run.StageTimes.Stage;
import dev.caravan.spi.SystemKind;
import dev.caravan.verifier.CheckResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Makes the report of a run whose end is recorded. Safe for use by several threads. */
final class ReportMaker {
    private static final int FINDINGS_A_CHECK = 100;
    private static final int EARLIER_RUNS = 20;

    private final RunState state;
    private final Map<String, String> versions;
    private final Function<String, SystemKind> systems;

    ReportMaker(RunState state, Map<String, String> versions, Function<String, SystemKind> systems) {
        this.systems = systems;
        this.state = requireNonNull(state, "state is null");
        this.versions = Map.copyOf(versions);
    }

    RunReport of(MigrationRun run) {
        Run recorded = state.runs().find(run.id()).orElseThrow();
        Migration migration = run.migration();
        List<PipelineResult> results = run.results();
        MovedEarlier earlier = new MovedEarlier(migration, run.steps());
        return new RunReport(
                Heading.of(
                        recorded, recorded.outcome(), migration.description(), run.firstStart(), migration.settings()),
                results.stream().map(ReportMaker::pipeline).map(earlier::of).toList(),
                earlier.checks(checks(results)),
                new PlanReporter(state).of(recorded, run.steps(), traffic(run)),
                results.stream()
                        .flatMap(result -> result.contradictions().stream())
                        .toList(),
                earlier(recorded),
                state.journal().head(),
                Environment.ofThisProcess(versions));
    }

    /** What the shares are, what going back would cost, and what it has cost, of a plan without traffic too. */
    private JsonNode traffic(MigrationRun run) {
        ObjectNode traffic = JsonNodeFactory.instance.objectNode();
        if (!run.migration().traffic().isEmpty()) {
            state.shares().of(run.migration().name()).forEach(share -> traffic.withObjectProperty("shares")
                    .put(share.service(), share.split().toString()));
            ReturnSafety.of(run.migration(), state, systems).ifPresent(safety -> traffic.set("returnSafety", safety));
        }
        ReturnSafety.spent(run.migration(), state).ifPresent(spent -> traffic.set("returned", spent));
        return traffic;
    }

    private List<EarlierRun> earlier(Run run) {
        return state.runs().before(run, EARLIER_RUNS).stream()
                .map(EarlierRun::of)
                .toList();
    }

    private static PipelineReport pipeline(PipelineResult result) {
        Pipeline pipeline = result.pipeline();
        List<RejectSample> samples =
                result.samples().stream().map(RejectSample::of).toList();
        return new PipelineReport(
                pipeline.name(),
                result.progress().phase(),
                from(pipeline.export()),
                into(pipeline.imports()),
                result.progress().counts(),
                result.progress().children(),
                new PipelineReport.Work(
                        result.travelled(), Seconds.duration(result.seconds()), stages(result), result.pace()),
                RejectsReport.of(
                        result.rejects(),
                        samples,
                        samples.isEmpty() ? "" : result.rejectFile().toString()));
    }

    private static Map<String, Double> stages(PipelineResult result) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            seconds.put(stage.name().toLowerCase(Locale.ROOT), result.times().seconds(stage));
        }
        return seconds;
    }

    /** System by name only: an address may hold a password. */
    private static String from(Pipeline.Export export) {
        List<String> what = export.files().isEmpty() ? export.tables() : export.files();
        return export.from().kind() + " '" + export.from().name() + "': " + String.join(", ", what);
    }

    private static String into(List<Pipeline.Import> imports) {
        List<String> all = new ArrayList<>();
        for (Pipeline.Import one : imports) {
            String table = one.table().isEmpty() ? "" : ": " + one.table();
            all.add(one.into().kind() + " '" + one.into().name() + "'" + table);
        }
        return String.join("; ", all);
    }

    private static List<VerificationReport> checks(List<PipelineResult> results) {
        return results.stream()
                .flatMap(result -> result.checks().stream())
                .map(ReportMaker::check)
                .toList();
    }

    private static VerificationReport check(CheckResult check) {
        List<Finding> findings =
                check.findings().stream().limit(FINDINGS_A_CHECK).toList();
        return new VerificationReport(
                check.pipeline(),
                check.check(),
                check.table(),
                check.outcome().word(),
                check.compared(),
                check.missing(),
                check.extra(),
                check.different(),
                check.duplicates(),
                Seconds.duration(check.seconds()),
                findings,
                check.findings().size() - findings.size());
    }
}
