package dev.caravan.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.Existing;
import dev.caravan.model.Inventory;
import dev.caravan.model.Migration;
import dev.caravan.model.Notices;
import dev.caravan.model.PathMap;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import dev.caravan.model.Sticky;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.Traffic;
import dev.caravan.model.TrafficRules;
import dev.caravan.repository.Database;
import dev.caravan.repository.Journal;
import dev.caravan.repository.Passages;
import dev.caravan.repository.Shares;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A plan of scripted steps over a real state database, and what was called in which order. */
final class Passing implements AutoCloseable {
    final List<String> calls = new ArrayList<>();
    final Map<String, Deque<Function<StepCall, StepResult>>> scripts = new HashMap<>();
    final Moving clock = new Moving();
    final Database database;
    final Passages passages;
    final Journal journal;
    private final List<Plan.Phase> phases = new ArrayList<>();
    private final List<Pipeline> pipelines = new ArrayList<>();
    private final Map<String, Traffic> traffic = new HashMap<>();
    boolean cut;

    Passing(Path folder) {
        database = Database.open(folder, clock);
        passages = new Passages(database, clock);
        journal = new Journal(database, clock);
    }

    Passing phase(String name, Step... steps) {
        phases.add(new Plan.Phase(name, List.of(steps)));
        return this;
    }

    /** What a step's next calls answer; without a script it is done at once. */
    @SafeVarargs
    final Passing script(String step, Function<StepCall, StepResult>... answers) {
        scripts.put(step, new ArrayDeque<>(List.of(answers)));
        return this;
    }

    /** The steps of all phases, in order. */
    List<Step> steps() {
        return new Plan(phases).steps();
    }

    PlanRun run() {
        return run(null, false);
    }

    PlanRun run(String rollback, boolean acceptChanged, Statement... statements) {
        return run(rollback, acceptChanged, List.of(statements));
    }

    PlanRun saying(Statement... statements) {
        return run(null, false, List.of(statements));
    }

    private PlanRun run(String rollback, boolean acceptChanged, List<Statement> statements) {
        Migration migration = migration();
        return new PlanRun(
                migration,
                new PlanRun.Books(passages, journal, clock),
                name -> new Kind(name),
                new PlanOptions("ada", false, acceptChanged, rollback, statements, () -> false),
                new TrafficFirst(migration, null, new Shares(database), passages, "ada"));
    }

    /** The migration with the phases so far. */
    Migration migration() {
        return new Migration(
                "m",
                "m",
                "",
                Path.of("m.yaml"),
                "d",
                Map.of(),
                Map.of(),
                pipelines,
                new Plan(phases),
                Map.of(),
                Inventory.none(),
                traffic,
                null,
                Notices.none(),
                null,
                List.of());
    }

    /** Callers of a service write these stores, v1's and v2's. */
    Passing served(String v1, String v2) {
        Pipeline.Export from = new Pipeline.Export(system(v1), List.of("t"), List.of(), List.of());
        Pipeline.Import into = new Pipeline.Import(system(v2), "t", List.of(), Existing.REJECT);
        pipelines.add(new Pipeline("data", from, null, null, List.of(into), List.of(), 1, 1, 0, "", ""));
        TrafficRules rules = new TrafficRules(
                TrafficRules.NONE.writes(), List.of("data"), Map.of(), null, TrafficRules.NONE.riseEvery(), null);
        traffic.put(
                "api",
                new Traffic(
                        "api",
                        "nginx",
                        JsonNodeFactory.instance.objectNode(),
                        URI.create("http://a"),
                        URI.create("http://b"),
                        PathMap.SAME,
                        Sticky.ADDRESS,
                        Map.of(),
                        Map.of(),
                        null,
                        rules,
                        null,
                        "m.yaml:1:1"));
        return this;
    }

    private static SystemSettings system(String name) {
        return new SystemSettings(name, "sqlite", "x", List.of(), JsonNodeFactory.instance.objectNode(), "");
    }

    CompletableFuture<StepResult> answer(StepCall call) {
        calls.add(call.purpose().name().toLowerCase(java.util.Locale.ROOT) + " "
                + call.step().name());
        if (cut) {
            return new CompletableFuture<>();
        }
        Deque<Function<StepCall, StepResult>> script = scripts.get(call.step().name());
        StepResult result = script == null || script.isEmpty()
                ? StepResult.done()
                : script.poll().apply(call);
        return CompletableFuture.completedFuture(result);
    }

    static Step step(String phase, String name, String kind) {
        return step(phase, name, kind, "{}");
    }

    static Step step(String phase, String name, String kind, String more) {
        JsonNode options = json(more);
        List<Step> undo = new ArrayList<>();
        options.path("undo")
                .forEach(one -> undo.add(
                        one.isTextual()
                                ? step(phase, one.asText(), "exec")
                                : step(phase, one.path("name").asText(), "exec", one.toString())));
        int attempts = options.path("retry").asInt(0);
        return new Step(
                phase,
                name,
                kind,
                options,
                options.has("timeout")
                        ? Duration.ofSeconds(options.path("timeout").asInt())
                        : null,
                new Step.Retry(attempts, Duration.ofSeconds(2)),
                undo,
                options.path("when").textValue(),
                options.path("unless").textValue(),
                false,
                options.path("leaves").textValue(),
                null,
                options.path("rollback").asBoolean(),
                options.path("digest").asText("1"),
                "m.yaml:1:1",
                options.has("deadline")
                        ? Duration.ofSeconds(options.path("deadline").asInt())
                        : null);
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Function<StepCall, StepResult> done(String facts) {
        return call -> new StepResult.Done(json(facts), json(facts), JsonNodeFactory.instance.objectNode());
    }

    static Function<StepCall, StepResult> failed(String why) {
        return call -> StepResult.failed(why);
    }

    static Function<StepCall, StepResult> waits(int seconds, String why) {
        return call -> new StepResult.Wait(call.now().plusSeconds(seconds), why, json("{\"seen\":1}"));
    }

    @Override
    public void close() {
        database.close();
    }

    /** Some kinds have an undo. */
    private record Kind(String name) implements StepKind {
        @Override
        public StepResult advance(StepCall call) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StepResult undo(StepCall call) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StepResult look(StepCall call) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String outlook(Step step) {
            return "does " + step.name();
        }

        @Override
        public Optional<String> undoOf(Step step) {
            return List.of("edit", "ramp", "snapshot").contains(name) ? Optional.of("puts it back") : Optional.empty();
        }

        @Override
        public boolean destructive(Step step) {
            return name.equals("cleanup");
        }
    }

    /** A clock that moves when it is told to. */
    static final class Moving extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void move(int seconds) {
            now = now.plusSeconds(seconds);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
