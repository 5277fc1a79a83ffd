package dev.caravan.run;

import dev.caravan.repository.PipelineState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pipeline did with its time. All times are seconds; points in time are counted from the start of the run.
 *
 * @param spans its phases, in order, without those in which nothing was begun or all was done
 * @param moved records that travelled through the stages
 * @param compared rows that the verification looked at
 * @param waits how long nothing moved, by reason
 */
public record Pace(List<Span> spans, Rates moved, Rates compared, Map<String, Double> waits) {
    /** Nothing is known. */
    public static final Pace NONE = new Pace(List.of(), Rates.NONE, Rates.NONE, Map.of());

    public Pace {
        spans = List.copyOf(spans);
        waits = Collections.unmodifiableMap(new LinkedHashMap<>(waits));
    }

    /** One phase. */
    public record Span(PipelineState phase, double began, double ended) {}

    /**
     * Counts for equal steps of time.
     *
     * @param step how long a step is
     * @param counts one for each step from the start of the run on, up to the last that is not 0
     */
    public record Rates(double step, List<Long> counts) {
        /** Nothing was counted. */
        public static final Rates NONE = new Rates(1, List.of());

        public Rates {
            counts = List.copyOf(counts);
        }
    }
}
