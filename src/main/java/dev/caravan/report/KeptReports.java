package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.PipelineProgress;
import dev.caravan.repository.ProgressBoard.Posted;
import dev.caravan.repository.Run;
import dev.caravan.repository.RunOutcome;
import dev.caravan.repository.RunStanding;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.RunState;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The reports of all runs that the state knows of. Safe for use by several threads. */
public final class KeptReports {
    private static final int EARLIER_RUNS = 20;

    private final RunState state;
    private final ReportReader reader = new ReportReader();

    public KeptReports(RunState state) {
        this.state = requireNonNull(state, "state is null");
    }

    /**
     * The report of a migration's youngest run.
     *
     * @throws CaravanException USAGE when no such run is recorded
     */
    public RunReport latest(String migration) {
        return report(state.runs().latest(migration).orElseThrow(() -> unknown(migration)));
    }

    /**
     * The report of one run.
     *
     * @throws CaravanException USAGE when the migration has no such run
     */
    public RunReport find(String migration, long run) {
        return state.runs()
                .find(run)
                .filter(found -> found.migration().equals(migration))
                .map(this::report)
                .orElseThrow(() -> unknown(migration, run));
    }

    private RunReport report(Run run) {
        JsonNode kept = run.facts().path(ReportKeeper.FACT);
        return kept.isObject() ? reader.read(kept) : unfinished(run);
    }

    /** A run that goes on, or was killed: what it posted last is all there is. */
    private RunReport unfinished(Run run) {
        return new RunReport(
                Heading.of(run, outcome(run), "", null, Map.of()),
                state.board().read(run.id()).stream()
                        .map(Posted::progress)
                        .map(KeptReports::pipeline)
                        .toList(),
                List.of(),
                plan(run),
                List.of(),
                state.runs().before(run, EARLIER_RUNS).stream()
                        .map(EarlierRun::of)
                        .toList(),
                state.journal().head(),
                Environment.of(run.host()));
    }

    /** How far the plan has come; an older run of it is told by what the journal says of it alone. */
    private PlanReport plan(Run run) {
        boolean youngest = state.runs()
                .latest(run.migration())
                .filter(last -> last.id() == run.id())
                .isPresent();
        return youngest && run.facts().path(MigrationRun.PLAN).size() > 0
                ? new PlanReporter(state).of(run)
                : PlanReport.NONE;
    }

    /** Null while it goes on. */
    private RunOutcome outcome(Run run) {
        return switch (RunStanding.of(run, state.folder())) {
            case ENDED -> run.outcome();
            case RUNNING -> null;
            case INTERRUPTED -> RunOutcome.INTERRUPTED;
        };
    }

    private static PipelineReport pipeline(PipelineProgress posted) {
        return new PipelineReport(
                posted.pipeline(),
                posted.state(),
                "",
                "",
                posted.counts(),
                posted.children(),
                PipelineReport.Work.NONE,
                RejectsReport.NONE);
    }

    private CaravanException unknown(String migration) {
        List<Run> all = state.runs().latest();
        String known = all.isEmpty()
                ? "nothing was run yet"
                : "known are " + all.stream().map(Run::migration).collect(Collectors.joining(", "));
        return usage("no run of '" + migration + "' is recorded here; " + known);
    }

    private CaravanException unknown(String migration, long run) {
        List<Run> all = state.runs().list(migration, EARLIER_RUNS);
        if (all.isEmpty()) {
            return unknown(migration);
        }
        String known = all.stream().map(one -> String.valueOf(one.id())).collect(Collectors.joining(", "));
        return usage("'" + migration + "' has no run " + run + "; its youngest are " + known);
    }

    private CaravanException usage(String message) {
        return new CaravanException(ErrorCode.USAGE, state.folder().toString(), message);
    }
}
