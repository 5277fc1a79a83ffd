package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Counts;
import dev.caravan.repository.Disposition;
import dev.caravan.repository.RejectCount;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one pipeline did.
 *
 * @param counts of all records so far, as the ledger has them, earlier runs included
 * @param readNow how many of them this run has read: fewer than all after a resume
 * @param time how long this run took for them
 * @param stages how long each stage worked in this run, by the stage's name, summed over its threads; verification too
 * @param children counts for each child table, by name
 * @param rejects as the state database counts its rows
 * @param contradictions what does not come out even, one sentence each
 */
public record PipelineReport(
        String name,
        Counts counts,
        long readNow,
        Duration time,
        Map<String, Duration> stages,
        Map<String, Counts> children,
        List<RejectCount> rejects,
        List<String> contradictions) {
    public PipelineReport {
        requireNonNull(name, "name is null");
        requireNonNull(counts, "counts is null");
        requireNonNull(time, "time is null");
        stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
        children = Collections.unmodifiableMap(new TreeMap<>(children));
        rejects = List.copyOf(rejects);
        contradictions = List.copyOf(contradictions);
    }

    /** Records that this run read in a second; 0 when it took no time. */
    public double recordsPerSecond() {
        return time.isZero() ? 0 : readNow / Seconds.of(time);
    }

    /** How many records and child rows stand among the rejects, by code. */
    public Map<String, Long> byCode(Disposition disposition) {
        Map<String, Long> sums = new TreeMap<>();
        rejects.stream()
                .filter(count -> count.disposition() == disposition)
                .forEach(count -> sums.merge(count.code(), count.records() + count.children(), Long::sum));
        return sums;
    }
}
