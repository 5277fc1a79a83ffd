package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Counts;
import dev.caravan.repository.PipelineState;
import dev.caravan.run.Pace;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one pipeline did.
 *
 * @param from what it reads, for people; empty where that is not known
 * @param into where it writes, for people; empty where that is not known
 * @param counts of all records so far, as the ledger has them, earlier runs included
 * @param children counts for each child table, by name
 */
public record PipelineReport(
        String name,
        PipelineState state,
        String from,
        String into,
        Counts counts,
        Map<String, Counts> children,
        Work work,
        RejectsReport rejects) {
    public PipelineReport {
        requireNonNull(name, "name is null");
        requireNonNull(state, "state is null");
        requireNonNull(from, "from is null");
        requireNonNull(into, "into is null");
        requireNonNull(counts, "counts is null");
        children = Collections.unmodifiableMap(new TreeMap<>(children));
        requireNonNull(work, "work is null");
        requireNonNull(rejects, "rejects is null");
    }

    /**
     * What this run itself did; less than all after a resume.
     *
     * @param read how many records it has read
     * @param time how long it took for them
     * @param stages seconds of work in each stage, summed over its threads, in the order of the flow
     */
    public record Work(long read, Duration time, Map<String, Double> stages, Pace pace) {
        /** Nothing is known of it. */
        public static final Work NONE = new Work(0, Duration.ZERO, Map.of(), Pace.NONE);

        public Work {
            requireNonNull(time, "time is null");
            stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
            requireNonNull(pace, "pace is null");
        }

        /** Records read in a second; 0 when it took no time. */
        public double recordsPerSecond() {
            return time.isZero() ? 0 : read / Seconds.of(time);
        }
    }
}
