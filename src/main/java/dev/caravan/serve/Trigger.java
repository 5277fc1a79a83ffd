package dev.caravan.serve;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.repository.Order;
import dev.caravan.repository.Run;
import dev.caravan.run.MigrationRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What starts a run.
 *
 * @param why for people
 * @param facts what the state keeps of it with the run, an object
 */
record Trigger(String why, ObjectNode facts) {
    private static final String KIND = "trigger";

    Trigger {
        requireNonNull(why, "why is null");
        facts = facts.deepCopy().put(MigrationRun.WHY, why);
    }

    static Trigger order(Order order) {
        return new Trigger("ordered by " + order.by(), facts("order").put("order", order.id()));
    }

    static Trigger droppedFile(String name) {
        return new Trigger("file '" + name + "' was dropped", facts("file").put("dropped", name));
    }

    static Trigger schedule(String schedule, Instant due) {
        return new Trigger("schedule " + schedule, facts("schedule").put("due", due.toString()));
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
        return new Trigger("file '" + names.get(0) + "'" + more + " in the folder of " + pipeline, facts);
    }

    /** A run that the end of its process has interrupted; a pause stays one. */
    static Trigger goingOn(Run interrupted) {
        ObjectNode facts = facts("resume").put("interrupted", interrupted.id());
        String paused = interrupted.facts().path(MigrationRun.PAUSED).asText();
        if (!paused.isEmpty()) {
            facts.put(MigrationRun.PAUSED, paused);
        }
        return new Trigger("goes on where run " + interrupted.id() + " was interrupted", facts);
    }

    /** True for a run that this process or one before it has started: such a run goes on by itself. */
    static boolean isOwn(Run run) {
        return run.facts().has(KIND);
    }

    private static ObjectNode facts(String kind) {
        return JsonNodeFactory.instance.objectNode().put(KIND, kind);
    }
}
