package dev.caravan.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import dev.caravan.plan.PlanOptions;
import dev.caravan.plan.PlanRun;
import dev.caravan.plan.StepRoutes;
import dev.caravan.plan.TrafficFirst;
import dev.caravan.repository.Order;
import dev.caravan.repository.Passage;
import dev.caravan.repository.StepRow;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepCall.Purpose;
import dev.caravan.spi.StepResult;
import dev.caravan.step.gate.SignOffDesk;
import dev.caravan.step.mirror.Mirrors;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The steps of the plan; its pipelines run inside the step that names them. */
final class PlanCourse implements Course {
    private final Migration migration;
    private final PlanRun plan;
    private final Works works;
    /** The tries of steps that this process has begun with their pipeline. */
    private final Set<String> begun = new HashSet<>();

    private final Control control;
    private final StepRoutes routes;
    private final SignOffDesk desk;
    private final Herald herald;
    private final TrafficFirst traffic;
    private final ShareKeeper keeper;
    private final Deltas deltas;
    private final Mirrors mirrors;
    private volatile PipelineWork current;

    private PlanCourse(
            Migration migration,
            PlanRun plan,
            Works works,
            MigrationRun.Hands hands,
            Herald herald,
            TrafficFirst traffic,
            ShareKeeper keeper) {
        this.keeper = keeper;
        this.migration = migration;
        this.traffic = traffic;
        this.plan = plan;
        this.works = works;
        this.deltas = new Deltas(works, hands.control(), hands.tokens());
        this.control = hands.control();
        this.routes = hands.steps().routes();
        this.desk = hands.steps().desk();
        this.mirrors = hands.steps().mirrors();
        this.herald = herald;
    }

    static PlanCourse of(
            Migration migration, RunOptions options, RunState state, MigrationRun.Hands hands, Works works) {
        PlanRun.Books books = new PlanRun.Books(state.passages(), state.journal(), state.clock());
        PlanOptions asked = new PlanOptions(
                RunRecord.who(),
                options.fresh(),
                options.acceptChanged(),
                options.rollback(),
                options.statements(),
                hands.control()::isStopped);
        TrafficFirst traffic =
                new TrafficFirst(migration, hands.steps().shares(), state.shares(), state.passages(), RunRecord.who());
        PlanRun plan = new PlanRun(migration, books, hands.steps().kinds(), asked, traffic);
        Herald herald = new Herald(
                migration,
                plan,
                hands.steps().notices(),
                state.clock(),
                () -> StandingShares.of(migration.name(), state.passages(), state.shares()));
        ShareKeeper keeper =
                new ShareKeeper(migration, state, hands.steps().ofShares(), hands.control(), hands.tokens()::advance);
        return new PlanCourse(migration, plan, works, hands, herald, traffic, keeper);
    }

    @Override
    public boolean goOn() {
        if (control.isStopped()) {
            return true;
        }
        keeper.taken().ifPresent(fall -> plan.fail(fall.step(), fall.why()));
        if (!control.pausedBy().isEmpty()) {
            return false;
        }
        boolean ended = plan.advance(this::carryOut);
        herald.look();
        if (ended) {
            leave();
            herald.done();
        }
        return ended;
    }

    /** The passage is over: nobody looks at v2 any more, and what copied requests for it may end. */
    private void leave() {
        keeper.close();
        migration.traffic().values().forEach(service -> mirrors.release(migration.name(), service));
    }

    @Override
    public boolean keepShares() {
        keeper.look();
        return true;
    }

    @Override
    public void end(ErrorCode code) {
        if (code == ErrorCode.ROLLED_BACK) {
            leave();
        } else {
            keeper.close();
        }
        herald.stopped(control.stopped());
        if (current != null) {
            RunEnding.end(current.run(), code);
        }
    }

    private CompletableFuture<StepResult> carryOut(StepCall call) {
        if (call.step().irreversible() && call.purpose() == Purpose.ADVANCE && isAsked(call)) {
            StepResult consent = desk.consent(call);
            if (!(consent instanceof StepResult.Done)) {
                return CompletableFuture.completedFuture(consent);
            }
        }
        if (!call.step().kind().equals("observe") || call.purpose() != Purpose.ADVANCE) {
            deltas.abandon();
        } else {
            Optional<StepResult> carrying = deltas.advance(call);
            deltas.current().ifPresent(work -> current = work);
            if (carrying.isPresent()) {
                return CompletableFuture.completedFuture(carrying.get());
            }
        }
        return call.step().kind().equals("pipeline")
                ? CompletableFuture.completedFuture(pipeline(call))
                : routes.call(call);
    }

    /** True until a step that nothing takes back has begun its own work; only what waits for a person names a gate. */
    private static boolean isAsked(StepCall call) {
        return call.memo().isEmpty() || call.memo().has("gate");
    }

    private StepResult pipeline(StepCall call) {
        PipelineWork work = work(call);
        current = work;
        try {
            boolean ready = call.step().isDryRun() || work.rehearsed();
            if (!ready || !work.advance()) {
                return new StepResult.Busy("");
            }
        } catch (CaravanException judged) {
            RunEnding.end(work.run(), judged.code());
            if (judged.code() != ErrorCode.NO_GO) {
                throw judged;
            }
            return new StepResult.Failed(judged.code(), judged.getMessage(), PipelineFacts.of(work.result()));
        }
        if (!call.step().isDryRun()) {
            return StepResult.done(PipelineFacts.of(work.result()));
        }
        ObjectNode tried = PipelineFacts.ofDryRun(work.result());
        works.forget(call.step().options().path("of").asText());
        current = null;
        return StepResult.done(tried);
    }

    /** The work of a step's pipeline: that of the run, unless the step wants it otherwise, or tries it once more. */
    private PipelineWork work(StepCall call) {
        Step step = call.step();
        String name = step.options().path("of").asText();
        boolean begins = begun.add(step.id() + "#" + call.attempt());
        boolean anew = begins && (Carried.differs(step) || call.attempt() > 1);
        return anew ? works.anew(name, step) : works.of(name);
    }

    @Override
    public Optional<PipelineWork> current() {
        return Optional.ofNullable(current);
    }

    @Override
    public void trafficFirst(String why) {
        traffic.hurry(why);
    }

    @Override
    public void takeBack(String why) {
        plan.takeBack(why);
    }

    @Override
    public String signOff(Order order, SignOffDesk judge) {
        Passage passage = plan.passage();
        return passage == null
                ? "the plan has not begun yet"
                : judge.take(migration, order, passage.number(), passage.startedBy(), plan.steps());
    }

    @Override
    public List<StepRow> steps() {
        return plan.steps();
    }

    @Override
    public Optional<Instant> due() {
        return plan.due();
    }

    @Override
    public String waitingFor() {
        return plan.waitingFor();
    }
}
