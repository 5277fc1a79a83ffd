package dev.caravan.run;

import dev.caravan.exporter.Exporter;
import dev.caravan.exporter.Throttle;
import dev.caravan.importer.Importer;
import dev.caravan.importer.Rehearsal;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.RejectCode;
import dev.caravan.repository.PipelineState;
import dev.caravan.repository.RejectCount;
import dev.caravan.run.RunOptions.Mode;
import dev.caravan.spi.Source;
import dev.caravan.spi.Target;
import dev.caravan.validator.AcceptanceBar;
import dev.caravan.verifier.CheckResult;
import dev.caravan.verifier.Outcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes one pipeline through its phases. {@link #advance} is called again and again, by one thread at a time: it looks where
 * the pipeline stands, does one thing, and gives the rest of the work to the routes.
 */
final class PipelineWork {
    private final PipelineRun run;
    private final PipelineStages stages;
    private final PipelineParts parts;
    private final RunOptions options;
    private final RunState state;
    private final Tokens tokens;
    private final String id;
    private final RejectBook rejects;
    private final VerificationMaker verifications;
    private Runnable posted = () -> {};
    private VerificationWork verification;

    PipelineWork(
            PipelineRun run,
            PipelineStages stages,
            PipelineParts parts,
            RunOptions options,
            RunState state,
            Tokens tokens) {
        this.rejects = new RejectBook(parts.name(), state);
        this.verifications = new VerificationMaker(parts, state);
        this.run = run;
        this.stages = stages;
        this.parts = parts;
        this.options = options;
        this.state = state;
        this.tokens = tokens;
        this.id = parts.name().migration() + "." + parts.name().pipeline();
    }

    PipelineRun run() {
        return run;
    }

    PipelineStages stages() {
        return stages;
    }

    /** What verification found; empty before it has ended. */
    List<CheckResult> results() {
        return verification == null ? List.of() : verification.results();
    }

    /** Does the next thing; true when the pipeline has ended. */
    boolean advance() {
        return switch (run.phase()) {
            case PLANNED -> begin();
            case REHEARSING -> run.open().isEmpty() && afterRehearsal();
            case COPYING -> run.open().isEmpty() && afterCopy();
            case VERIFYING, REPAIRING -> verification.done() && afterVerification();
            case PAUSED, DONE, NO_GO, FAILED, ABORTED -> true;
        };
    }

    /** Calls {@code listener} after each change of phase. */
    void onPhase(Runnable listener) {
        posted = listener;
    }

    /** The {@code now} of the mapping; null before the target was opened. */
    Instant firstStart() {
        return parts.firstStart();
    }

    /** What came of it so far. */
    PipelineResult result() {
        return new PipelineResult(
                run.pipeline(),
                run.progress(),
                run.travelSeconds(),
                run.travelled(),
                stages.times(),
                run.pace(),
                state.rejects().counts(parts.name()),
                rejects.file(),
                results());
    }

    /** Gives back what is open. */
    void close() {
        if (verification != null) {
            verification.close();
        }
        parts.close();
    }

    private boolean begin() {
        run.waiting("looking at both ends");
        tokens.prepare(parts.name().pipeline(), run, stages, parts.lane(options.workers()));
        return switch (options.mode()) {
            case DRY_RUN -> rehearse();
            case VERIFY, REPAIR -> {
                parts.openForVerification(options.mode() == Mode.REPAIR);
                run.layOut(parts.ends().partitions(), parts.ends().identities(), parts.ledger());
                yield verify();
            }
            case RUN -> mustRehearse() ? rehearse() : copy();
            case REPLAY -> replay();
        };
    }

    /** True when the file asks for a dry pass before the first write, and there was neither yet. */
    private boolean mustRehearse() {
        return run.pipeline().validation().first()
                && !state.rehearsals().hasPassed(parts.name(), run.pipeline().digest());
    }

    private boolean rehearse() {
        Instant now = state.runs().firstStart(parts.name().migration());
        Target rehearsal = new Rehearsal(now);
        parts.openForRehearsal(now);
        run.layOut(parts.ends().partitions(), parts.ends().identities(), List.of());
        return travel(PipelineState.REHEARSING, rehearsal, parts.ends().source(), keeper());
    }

    private boolean afterRehearsal() {
        judge("would be accepted");
        if (options.mode() == Mode.DRY_RUN) {
            enter(PipelineState.DONE);
            return true;
        }
        state.rehearsals().passed(parts.name(), run.pipeline().digest());
        return copy();
    }

    private boolean copy() {
        Target target = parts.openForCopy(options);
        if (options.fresh()) {
            rejects.forget();
        }
        run.layOut(parts.ends().partitions(), parts.ends().identities(), parts.ledger());
        for (LedgerRow row : run.ledger()) {
            state.rejects()
                    .forgetFrom(parts.name(), row.partition(), row.position().ordinal());
        }
        return travel(PipelineState.COPYING, target, parts.ends().source(), rejects);
    }

    private boolean replay() {
        Target target = parts.openForCopy(options);
        run.layOut(parts.ends().partitions(), parts.ends().identities(), parts.ledger());
        if (!run.open().isEmpty()) {
            throw new CaravanException(
                    ErrorCode.USAGE, id, "is not copied to its end yet; 'run' it first, then replay what it rejected");
        }
        Set<String> wanted = Set.copyOf(state.rejects().partitions(parts.name()));
        Map<String, LedgerRow> rows = new HashMap<>();
        parts.ledger().forEach(row -> rows.put(row.partition(), row));
        run.layOutReplay(parts.ends().partitions().stream()
                .filter(partition -> wanted.contains(partition.id()))
                .map(partition ->
                        new ReplayProgress(partition, rows.get(partition.id()), parts.name(), state.rejects()))
                .toList());
        Source source = new ReplaySource(parts.ends().source(), parts.name(), state.rejects());
        return travel(PipelineState.COPYING, target, source, new ReplayBook(parts.name(), state.rejects(), rejects));
    }

    private RejectKeeper keeper() {
        return options.mode() == Mode.DRY_RUN ? RejectKeeper.NONE : rejects;
    }

    private boolean travel(PipelineState phase, Target target, Source source, RejectKeeper keeper) {
        enter(phase);
        stages.use(new PipelineStages.Parts(
                new Exporter(
                        source,
                        options.batch() > 0 ? options.batch() : run.pipeline().batch()),
                new Throttle(run.pipeline().throttle()),
                parts.mapping(),
                parts.rules(),
                new Importer(target),
                keeper,
                () -> false));
        if (run.open().isEmpty()) {
            return advance();
        }
        tokens.partitions(parts.name().pipeline(), run.open());
        return false;
    }

    private boolean afterCopy() {
        judge("accepted");
        if (run.pipeline().checks().isEmpty()) {
            enter(PipelineState.DONE);
            return true;
        }
        return verify();
    }

    private boolean verify() {
        verification = verifications.make(run, options);
        enter(PipelineState.VERIFYING);
        stages.use(PipelineStages.Parts.forVerification(verification::step));
        tokens.verification(parts.name().pipeline());
        return false;
    }

    private boolean afterVerification() {
        List<CheckResult> failed = results().stream()
                .filter(result -> result.outcome() == Outcome.FAIL)
                .toList();
        if (failed.isEmpty()) {
            enter(PipelineState.DONE);
            return true;
        }
        throw new CaravanException(
                ErrorCode.NO_GO,
                id,
                "verification failed: " + VerificationWork.sentence(failed)
                        + "; look at the report, mend the cause, and 'verify --repair' copies again what differs");
    }

    private void enter(PipelineState next) {
        run.enter(next);
        posted.run();
    }

    private void judge(String verb) {
        AcceptanceBar.Judgement judgement = run.bar().judge(run.counts(), run.children());
        long broken = Math.max(run.broken(), brokenBefore());
        if (judgement.go() && broken == 0) {
            return;
        }
        String reason = judgement.go()
                ? broken + " files could not be read to their end, so nobody knows what was in them"
                : "too little " + verb + ": " + judgement.sentence();
        throw new CaravanException(
                ErrorCode.NO_GO,
                id,
                reason + "; look at the rejects in " + rejects.file()
                        + ", mend the source or the mapping, and run again");
    }

    /** Files whose remainder is among the rejects, from earlier runs too: they stand for an unknown number of records. */
    private long brokenBefore() {
        return options.mode() == Mode.DRY_RUN
                ? 0
                : state.rejects().counts(parts.name()).stream()
                        .filter(count -> count.code().equals(RejectCode.BROKEN_FILE.code()))
                        .mapToLong(RejectCount::records)
                        .sum();
    }
}
