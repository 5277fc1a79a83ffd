package dev.caravan.serve;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.model.Pipeline;
import dev.caravan.repository.Order;
import dev.caravan.repository.Run;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.RunOptions;
import dev.caravan.run.RunOptions.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What starts a run.
 *
 * @param verb what is asked for: {@code run}, {@code replay} or {@code rollback}
 * @param why for people
 * @param facts what the state keeps of it with the run, an object
 */
record Trigger(String verb, String why, ObjectNode facts) {
    private static final String KIND = "trigger";
    private static final String REASON = "reason";
    private static final String RUN = "run";
    private static final String ONLY = "only";
    private static final String BY = "by";

    Trigger {
        requireNonNull(verb, "verb is null");
        requireNonNull(why, "why is null");
        facts = facts.deepCopy().put(MigrationRun.WHY, why);
    }

    static Trigger order(Order order) {
        ObjectNode facts = facts("order").put("order", order.id());
        String reason = order.arguments().path(REASON).asText();
        facts.put(REASON, (reason.isEmpty() ? "asked" : reason) + " (" + order.by() + ")");
        for (String said : List.of("done", "again")) {
            if (order.arguments().has(said)) {
                facts.set(said, order.arguments().get(said));
            }
        }
        keepOnly(order.arguments(), facts);
        facts.put(BY, order.by());
        String what = order.verb().equals(RUN) ? "" : order.verb() + " ";
        return new Trigger(order.verb(), what + "ordered by " + order.by(), facts);
    }

    static Trigger droppedFile(String name) {
        return new Trigger(RUN, "file '" + name + "' was dropped", facts("file").put("dropped", name));
    }

    static Trigger schedule(String schedule, Instant due) {
        return new Trigger(RUN, "schedule " + schedule, facts("schedule").put("due", due.toString()));
    }

    /**
     * Files in the watched folder of a pipeline.
     *
     * @param digests by name
     */
    static Trigger files(String pipeline, Map<String, String> digests) {
        ObjectNode facts = facts("watch");
        var files = facts.putArray("files");
        digests.forEach((name, digest) ->
                files.addObject().put("pipeline", pipeline).put("name", name).put("digest", digest));
        List<String> names = digests.keySet().stream().sorted().toList();
        String more = names.size() > 1 ? " and " + (names.size() - 1) + " more" : "";
        return new Trigger(RUN, "file '" + names.get(0) + "'" + more + " in the folder of " + pipeline, facts);
    }

    /** A share that was taken back while no run looked at it, where the file wants all to be taken back then. */
    static Trigger back(String why) {
        return new Trigger("rollback", why, facts("share").put(REASON, why));
    }

    /** A run that the end of its process has interrupted; a pause stays one. */
    static Trigger goingOn(Run interrupted) {
        ObjectNode facts = facts("resume").put("interrupted", interrupted.id());
        String paused = interrupted.facts().path(MigrationRun.PAUSED).asText();
        if (!paused.isEmpty()) {
            facts.put(MigrationRun.PAUSED, paused);
        }
        if (interrupted.facts().has(REASON)) {
            facts.put(REASON, interrupted.facts().path(REASON).asText());
        }
        keepOnly(interrupted.facts(), facts);
        return new Trigger(interrupted.verb(), "goes on where run " + interrupted.id() + " was interrupted", facts);
    }

    private static void keepOnly(JsonNode from, ObjectNode facts) {
        if (from.has(ONLY)) {
            facts.put(ONLY, from.get(ONLY).asText());
        }
    }

    /**
     * What is asked for of a migration: all of it, its data, or one pipeline.
     *
     * @throws CaravanException USAGE when the order names a pipeline that it does not have
     */
    Migration part(Migration whole) {
        String only = facts.path(ONLY).textValue();
        return only == null
                ? whole
                : whole.only(only)
                        .orElseThrow(() -> new CaravanException(
                                ErrorCode.USAGE,
                                whole.name(),
                                "has no pipeline '" + only + "'; known: "
                                        + whole.pipelines().stream()
                                                .map(Pipeline::name)
                                                .collect(Collectors.joining(", "))
                                        + ", or data for all of them"));
    }

    /** How the run is made: as all are, or as its verb wants it. */
    RunOptions options(RunOptions usual) {
        return switch (verb) {
            case "rollback" -> saying(RunOptions.back(facts.path(REASON).asText(why), null));
            case "replay" -> new RunOptions(Mode.REPLAY, false, true, 0, usual.workers(), false, false);
            default -> saying(usual);
        };
    }

    /** With what the order says of steps whose outcome is unknown. */
    private RunOptions saying(RunOptions options) {
        String by = facts.path(BY).asText();
        return options.saying(
                steps("done"), steps("again"), by, facts.path(REASON).asText());
    }

    private List<String> steps(String key) {
        List<String> steps = new ArrayList<>();
        if (facts.path(key).isTextual()) {
            steps.add(facts.get(key).textValue());
        }
        facts.path(key).forEach(step -> steps.add(step.asText()));
        return steps;
    }

    /** True for a run that this process or one before it has started: such a run goes on by itself. */
    static boolean isOwn(Run run) {
        return run.facts().has(KIND);
    }

    private static ObjectNode facts(String kind) {
        return JsonNodeFactory.instance.objectNode().put(KIND, kind);
    }
}
