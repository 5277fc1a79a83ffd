package dev.caravan.run;

import dev.caravan.exporter.Exporter;
import dev.caravan.exporter.Throttle;
import dev.caravan.importer.Importer;
import dev.caravan.importer.Rehearsal;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.LedgerRow;
import dev.caravan.repository.PipelineState;
import dev.caravan.run.RunOptions.Mode;
import dev.caravan.spi.Source;
import dev.caravan.spi.Target;
import dev.caravan.verifier.CheckResult;
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
    private final Judge judge;
    private final RejectBook rejects;
    private final VerificationMaker verifications;
    private RejectBook book;
    private List<String> contradictions = List.of();
    private String notice = "";
    private Runnable posted = () -> {};
    private VerificationCourse verification;

    PipelineWork(
            PipelineRun run,
            PipelineStages stages,
            PipelineParts parts,
            RunOptions options,
            RunState state,
            Tokens tokens) {
        this.rejects = new RejectBook(parts.name(), state);
        this.verifications = new VerificationMaker(parts, state);
        parts.use(state, options.fresh());
        this.run = run;
        this.stages = stages;
        this.parts = parts;
        this.options = options;
        this.state = state;
        this.tokens = tokens;
        this.id = parts.name().migration() + "." + parts.name().pipeline();
        this.judge = new Judge(id, run);
    }

    static PipelineWork of(PipelineParts parts, RunOptions options, RunState state, MigrationRun.Hands hands) {
        PipelineRun run = new PipelineRun(parts.pipeline());
        PipelineStages stages = new PipelineStages(run, hands.control(), state.clock());
        return new PipelineWork(run, stages, parts, options, state, hands.tokens());
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

    /**
     * Does the next thing of the dry pass before the first write; true when there is none to be done any more.
     *
     * @throws CaravanException NO_GO when too little would be accepted
     */
    boolean rehearsed() {
        return switch (run.phase()) {
            case PLANNED -> !mustRehearse() || rehearse() && passed();
            case REHEARSING -> run.open().isEmpty() ? passed() : goOn();
            case COPYING, VERIFYING, REPAIRING, PAUSED, DONE, NO_GO, FAILED, ABORTED -> true;
        };
    }

    /** Does the next thing; true when the pipeline has ended. */
    boolean advance() {
        return switch (run.phase()) {
            case PLANNED -> begin();
            case REHEARSING -> options.mode() == Mode.RUN ? copy() : run.open().isEmpty() ? afterRehearsal() : goOn();
            case COPYING -> run.open().isEmpty() ? afterCopy() : goOn();
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
                book == null ? List.of() : book.counts(),
                book == null ? List.of() : book.samples(),
                book == null ? rejects.file() : book.file(),
                results(),
                contradictions,
                (notice + " " + (verification == null ? "" : verification.notice())).strip());
    }

    /** Ends a pipeline that passed its dry pass and is not copied, because another one is below its bar. */
    void giveUp() {
        if (run.phase() == PipelineState.REHEARSING) {
            enter(PipelineState.ABORTED);
        }
    }

    /** Gives back what is open. */
    void close() {
        if (verification != null) {
            verification.close();
        }
        parts.close();
    }

    private boolean begin() {
        return switch (options.mode()) {
            case DRY_RUN -> rehearse() && afterRehearsal();
            case VERIFY, REPAIR -> {
                prepare();
                parts.openForVerification(options.mode() == Mode.REPAIR);
                book = rejects;
                run.layOut(parts.ends().partitions(), parts.ends().contents(), parts.ledger());
                notice = parts.ends().unfinished(run.open().size());
                yield verify();
            }
            case RUN -> {
                prepare();
                yield copy();
            }
            case REPLAY -> {
                prepare();
                yield replay();
            }
            case ROLLBACK -> throw new IllegalStateException("a rollback runs no pipeline");
        };
    }

    private void prepare() {
        run.waiting("looking at both ends");
        tokens.prepare(parts.name().pipeline(), run, stages, parts.lane(options.workers()));
    }

    /** True when the file asks for a dry pass before the first write, and there was none yet. */
    private boolean mustRehearse() {
        return options.mode() == Mode.RUN
                && run.pipeline().validation().first()
                && (options.fresh()
                        || !state.rehearsals()
                                .hasPassed(parts.name(), run.pipeline().digest()));
    }

    private boolean rehearse() {
        prepare();
        Instant now = state.runs().firstStart(parts.name().migration());
        Target rehearsal = new Rehearsal(now);
        parts.openForRehearsal(now);
        book = parts.ledgerIfThere().isEmpty() ? rejects : rejects.beside("dry-run");
        book.forget();
        run.layOut(parts.ends().partitions(), parts.ends().contents(), List.of());
        return travel(PipelineState.REHEARSING, rehearsal, parts.ends().source(), book);
    }

    private boolean afterRehearsal() {
        judge.accepted("would be accepted", book);
        return done();
    }

    private boolean passed() {
        judge.accepted("would be accepted", book);
        state.rehearsals().passed(parts.name(), run.pipeline().digest());
        if (book != rejects) {
            book.forget();
        }
        return true;
    }

    private boolean copy() {
        Target target =
                parts.openForCopy(options, state.runs().firstStart(parts.name().migration()));
        book = rejects;
        notice = parts.notice(state.runs().list(parts.name().migration(), 2).size() == 1);
        if (parts.ledger().isEmpty()) {
            rejects.forget();
        }
        run.layOut(parts.ends().partitions(), parts.ends().contents(), parts.ledger());
        rejects.forgetBeyond(run.ledger());
        new LostRejects(parts, state, stages).findAgain();
        rejects.render();
        return travel(PipelineState.COPYING, target, parts.ends().source(), rejects) && afterCopy();
    }

    private boolean replay() {
        Target target = parts.openForCopy(options, null);
        book = rejects;
        run.layOut(parts.ends().partitions(), parts.ends().contents(), parts.ledger());
        if (!run.open().isEmpty()) {
            throw new CaravanException(
                    ErrorCode.USAGE, id, "is not copied to its end yet; 'run' it first, then replay what it rejected");
        }
        new LostRejects(parts, state, stages).findAgain();
        Set<String> wanted = Set.copyOf(state.rejects().partitions(parts.name()));
        Map<String, LedgerRow> rows = new HashMap<>();
        parts.ledger().forEach(row -> rows.put(row.partition(), row));
        run.layOutReplay(parts.ends().partitions().stream()
                .filter(partition -> wanted.contains(partition.id()))
                .map(partition ->
                        new ReplayProgress(partition, rows.get(partition.id()), parts.name(), state.rejects()))
                .toList());
        Source source = new ReplaySource(parts.ends().source(), parts.name(), state.rejects());
        RejectKeeper keeper = new ReplayBook(parts.name(), state.rejects(), rejects);
        return travel(PipelineState.COPYING, target, source, keeper) && afterCopy();
    }

    /** Sets records going; true when there are none to go. */
    private boolean travel(PipelineState phase, Target target, Source source, RejectKeeper keeper) {
        run.order(parts.waves(), parts.lane(options.workers()).open());
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
        return run.open().isEmpty() || goOn();
    }

    private boolean goOn() {
        tokens.partitions(parts.name().pipeline(), run.release());
        return false;
    }

    private boolean afterCopy() {
        parts.target().finish();
        notice = (notice + " " + parts.writtenNotice()).strip();
        judge.accepted("accepted", book);
        return run.pipeline().checks().isEmpty() ? done() : verify();
    }

    private boolean verify() {
        verification = verifications.make(run, options);
        enter(PipelineState.VERIFYING);
        stages.use(PipelineStages.Parts.forVerification(verification::step));
        tokens.verification(parts.name().pipeline());
        return false;
    }

    private boolean afterVerification() {
        judge.verified(results());
        return done();
    }

    private boolean done() {
        contradictions = judge.contradictions(book);
        judge.even(contradictions);
        enter(PipelineState.DONE);
        return true;
    }

    private void enter(PipelineState next) {
        run.enter(next);
        posted.run();
    }
}
