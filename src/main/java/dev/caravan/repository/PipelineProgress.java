package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Counts;
import java.util.Map;

/**
 * Where a pipeline stands and how far it is.
 *
 * @param waiting why nothing moves, for people; empty while something does
 * @param counts of all records so far, earlier runs included
 * @param children the same for each child table, by name
 * @param expected how many records there are thought to be, or -1
 * @param recordsPerSecond of late, or 0
 */
public record PipelineProgress(
        String pipeline,
        PipelineState state,
        String waiting,
        Counts counts,
        Map<String, Counts> children,
        long expected,
        int partitions,
        int partitionsDone,
        double recordsPerSecond) {
    public PipelineProgress {
        SafeName.check("pipeline", pipeline);
        requireNonNull(state, "state is null");
        requireNonNull(waiting, "waiting is null");
        requireNonNull(counts, "counts is null");
        children = Map.copyOf(children);
    }
}
