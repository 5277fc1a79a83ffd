package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import dev.caravan.repository.Disposition;
import dev.caravan.repository.RejectCount;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The records and child rows of a pipeline that were not accepted.
 *
 * @param rejected how many, by code
 * @param kept how many were accepted though the target's own, different row was kept, by code
 * @param samples a few of each code, without their values
 * @param file where all of them stand, or empty
 */
public record RejectsReport(
        Map<String, Long> rejected, Map<String, Long> kept, List<RejectSample> samples, String file) {
    /** There are none. */
    public static final RejectsReport NONE = new RejectsReport(Map.of(), Map.of(), List.of(), "");

    public RejectsReport {
        rejected = Collections.unmodifiableMap(new TreeMap<>(rejected));
        kept = Collections.unmodifiableMap(new TreeMap<>(kept));
        samples = List.copyOf(samples);
        requireNonNull(file, "file is null");
    }

    static RejectsReport of(List<RejectCount> counts, List<RejectSample> samples, String file) {
        return new RejectsReport(byCode(counts, Disposition.REJECTED), byCode(counts, Disposition.KEPT), samples, file);
    }

    private static Map<String, Long> byCode(List<RejectCount> counts, Disposition disposition) {
        Map<String, Long> sums = new TreeMap<>();
        counts.stream()
                .filter(count -> count.disposition() == disposition)
                .forEach(count -> sums.merge(count.code(), count.records() + count.children(), Long::sum));
        return sums;
    }
}
