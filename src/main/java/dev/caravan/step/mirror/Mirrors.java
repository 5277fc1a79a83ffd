package dev.caravan.step.mirror;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Mirror;
import dev.caravan.model.Traffic;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.TrafficMirror;
import java.util.List;

/** Compares the sides of services. */
public interface Mirrors {
    /**
     * What copies a service's requests, as its {@code mirror:} says; to be closed after use.
     *
     * @param migration the migration's name
     */
    TrafficMirror of(String migration, Traffic service);

    /**
     * Lets the process end that copied a service's requests behind another router, once it has answered whoever waits; does nothing
     * where it is still to copy, or never ran. What cannot be ended is logged.
     *
     * @param migration the migration's name
     */
    void release(String migration, Traffic service);

    /**
     * Sends requests to both sides, marked {@code X-Shadow: true}, and compares the answers.
     *
     * @param requests objects with {@code method}, {@code path}, {@code headers} and {@code body}, sent in turn, again and again
     * @param plan how many, how fast, and what counts
     * @param pace throws when the run is to end
     * @return as {@link TrafficMirror#results} has it
     */
    JsonNode replay(Traffic service, List<JsonNode> requests, Plan plan, SnapshotFolder.Pace pace);

    /**
     * How requests are replayed.
     *
     * @param total how many pairs
     * @param perSecond how many pairs a second at the most
     * @param compare what counts as a difference
     */
    record Plan(int total, double perSecond, Mirror.Compare compare) {}
}
