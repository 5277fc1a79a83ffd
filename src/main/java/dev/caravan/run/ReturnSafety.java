package dev.caravan.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import dev.caravan.model.Traffic;
import dev.caravan.plan.Deadlines;
import dev.caravan.plan.StepTraits;
import dev.caravan.repository.JournalEntry;
import dev.caravan.repository.Passage;
import dev.caravan.repository.RunOutcome;
import dev.caravan.repository.Share;
import dev.caravan.repository.StepRow;
import dev.caravan.spi.SystemKind;
import dev.caravan.step.StepKinds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What a rollback would cost now: how long it takes, as far as that was ever measured; what was written that only v2 has; and
 * what nothing takes back.
 */
public final class ReturnSafety {
    private static final String DEADLINES = "deadlines";
    private static final String BEGINS = "step is taken back";
    private static final String ENDS = "step has been taken back";

    private final Migration migration;
    private final RunState state;
    private final LoneRows lone;
    private final StepTraits traits;
    private final Map<String, StepRow> rows = new HashMap<>();

    private ReturnSafety(Migration migration, RunState state, Function<String, SystemKind> systems, Passage passage) {
        this.migration = migration;
        this.traits = new StepTraits(StepKinds.forPlan()::kind, migration.plan());
        this.state = state;
        state.passages().steps(passage).forEach(row -> rows.put(row.step(), row));
        this.lone = new LoneRows(migration, systems, rows.values());
    }

    /**
     * Looks; empty where there is nothing to go back from.
     *
     * @param systems the registered kinds of systems, by name
     */
    public static Optional<ObjectNode> of(Migration migration, RunState state, Function<String, SystemKind> systems) {
        return state.passages()
                .latest(migration.name())
                .filter(passage -> passage.outcome() != RunOutcome.ROLLED_BACK)
                .map(passage -> new ReturnSafety(migration, state, systems, passage).json(passage));
    }

    /** What going back has cost, as far as it has come; empty where nobody goes back, or went. */
    public static Optional<ObjectNode> spent(Migration migration, RunState state) {
        return state.passages()
                .latest(migration.name())
                .filter(passage -> passage.rollback() != null)
                .map(passage -> spent(migration, state, passage));
    }

    private static ObjectNode spent(Migration migration, RunState state, Passage passage) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("why", passage.rollback());
        ObjectNode services = node.putObject("trafficMillis");
        state.shares().of(passage.migration()).stream()
                .filter(share -> share.passage() == passage.number())
                .forEach(share -> services.put(share.service(), share.millis()));
        ObjectNode steps = node.putObject("steps");
        undone(state, passage.migration(), passage.started()).forEach(steps::put);
        node.set(DEADLINES, deadlines(migration, state, passage));
        return node;
    }

    /** The deadlines of a way back; empty where nobody goes back, or went, or none is named. */
    public static Optional<ObjectNode> deadlines(Migration migration, RunState state) {
        return state.passages()
                .latest(migration.name())
                .map(passage -> deadlines(migration, state, passage))
                .filter(deadlines -> !deadlines.isEmpty())
                .map(deadlines -> JsonNodeFactory.instance.objectNode().set(DEADLINES, deadlines));
    }

    private static ArrayNode deadlines(Migration migration, RunState state, Passage passage) {
        return Deadlines.of(
                migration.plan(),
                passage,
                state.passages().steps(passage),
                state.clock().instant());
    }

    private ObjectNode json(Passage passage) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode services = JsonNodeFactory.instance.arrayNode();
        double seconds = 0;
        for (Share share : state.shares().of(migration.name())) {
            Traffic service = migration.traffic().get(share.service());
            boolean above = share.passage() == passage.number() && share.split().compareTo(share.found()) > 0;
            if (service != null && above) {
                seconds += share.millis() / 1e3;
                services.add(service(service, share));
            }
        }
        Map<String, Double> measured = measured();
        ArrayNode unmeasured = JsonNodeFactory.instance.arrayNode();
        for (Step step : begun()) {
            if (traits.undo(step).isPresent() && !StepTraits.isTraffic(step)) {
                Double one = measured.get(step.id());
                seconds += one == null ? 0 : one;
                if (one == null) {
                    unmeasured.add(step.id());
                }
            }
        }
        node.put("seconds", Math.round(seconds * 1e3) / 1e3).set("unmeasured", unmeasured);
        node.set("services", services);
        ArrayNode lost = node.putArray("withoutUndo");
        begun().stream()
                .filter(step -> traits.undo(step).isEmpty() && (step.irreversible() || traits.destroys(step)))
                .forEach(step -> lost.add(step.id()));
        return node;
    }

    private List<Step> begun() {
        return migration.plan().steps().stream()
                .filter(step -> rows.containsKey(step.id())
                        && !rows.get(step.id()).state().isBack())
                .toList();
    }

    private ObjectNode service(Traffic service, Share share) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("service", service.name())
                .put("share", share.split().toString())
                .put("found", share.found().toString())
                .put("lastChangeMillis", share.millis())
                .put("writes", service.rules().writes().toString());
        return lone.count(service, node);
    }

    /** Seconds of each step's undo when it was last carried out, or of the phase of a drill that rehearsed it. */
    private Map<String, Double> measured() {
        Map<String, Double> seconds = undone(state, migration.name(), Instant.MIN);
        drills(seconds);
        return seconds;
    }

    private static Map<String, Double> undone(RunState state, String migration, Instant since) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        Map<String, Instant> begun = new HashMap<>();
        for (JournalEntry entry : state.journal().entries(migration, List.of(BEGINS, ENDS))) {
            String step = entry.note().evidence().path("step").asText();
            if (entry.at().isBefore(since)) {
                continue;
            }
            if (entry.note().what().equals(BEGINS)) {
                begun.put(step, entry.at());
            } else if (begun.containsKey(step)) {
                seconds.put(
                        step, Duration.between(begun.remove(step), entry.at()).toMillis() / 1e3);
            }
        }
        return seconds;
    }

    /** A drill tells the time of a phase as a whole: it counts for the first of its steps. */
    private void drills(Map<String, Double> seconds) {
        for (Step drill : migration.plan().steps()) {
            StepRow row = rows.get(drill.id());
            if (!drill.kind().equals("drill") || row == null || !row.facts().has("seconds")) {
                continue;
            }
            double whole = row.facts().path("seconds").asDouble();
            Set<String> phase = new TreeSet<>();
            migration.plan().steps().stream()
                    .filter(step ->
                            step.phase().equals(drill.options().path("of").asText()))
                    .filter(step -> !StepTraits.isTraffic(step) && !seconds.containsKey(step.id()))
                    .forEach(step -> phase.add(step.id()));
            for (String step : phase) {
                seconds.put(step, whole / phase.size());
            }
        }
    }

    /** The lines that people see of {@link #of}. */
    public static List<String> lines(JsonNode safety) {
        List<String> lines = new ArrayList<>();
        if (safety.has("unknown")) {
            return List.of("return: unknown: " + safety.path("unknown").asText());
        }
        if (!safety.has("seconds")) {
            return deadlines(safety);
        }
        String unmeasured = texts(safety.path("unmeasured"));
        lines.add(String.format(
                        Locale.ROOT,
                        "return: about %.2f s",
                        safety.path("seconds").asDouble())
                + (unmeasured.isEmpty() ? "" : ", and what was never measured: " + unmeasured));
        for (JsonNode service : safety.path("services")) {
            lines.add("  " + service.path("service").asText() + ": "
                    + service.path("share").asText() + " back to "
                    + service.path("found").asText() + "; writes "
                    + service.path("writes").asText() + ": "
                    + service.path("onV2Alone").asText());
        }
        String lost = texts(safety.path("withoutUndo"));
        if (!lost.isEmpty()) {
            lines.add("  nothing takes back: " + lost);
        }
        return lines;
    }

    /** A line for each deadline of a way back: whether it was met, and what it took. */
    public static List<String> deadlines(JsonNode returned) {
        return StreamSupport.stream(returned.path(DEADLINES).spliterator(), false)
                .map(one -> String.format(
                        Locale.ROOT,
                        "deadline %s: %s within %,.0f s, %s %.1f s",
                        one.path("step").asText(),
                        one.path("outcome").asText(),
                        one.path("within").asDouble(),
                        one.path("outcome").asText().endsWith("due") ? "not done after" : "took",
                        one.path("seconds").asDouble()))
                .toList();
    }

    private static String texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "));
    }
}
