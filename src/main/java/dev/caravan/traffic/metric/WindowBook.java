package dev.caravan.traffic.metric;

import dev.caravan.model.Side;
import dev.caravan.model.SideWindow;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * What was measured lately, in slices of time. The last minute is kept finely; what is older in slices of a fiftieth of the
 * longest window, so that a window of weeks costs no more than one of an hour. Used by one thread at a time.
 */
final class WindowBook {
    private static final long FINE_MILLIS = 250;
    private static final long RECENT_MILLIS = 60_000;
    private static final int COARSE = 50;

    private final Clock clock;
    private final long longest;
    private final long begun;
    private final Map<Side, TreeMap<Long, Slice>> sides = new EnumMap<>(Side.class);

    /** @param longest how far back anybody will ask */
    WindowBook(Clock clock, Duration longest) {
        this.clock = clock;
        this.longest = Math.max(RECENT_MILLIS, longest.toMillis());
        this.begun = clock.millis();
        for (Side side : Side.values()) {
            sides.put(side, new TreeMap<>());
        }
    }

    /**
     * Keeps what a side answered since it was last told of.
     *
     * @param micros the times of its answers
     */
    void add(Side side, long requests, long errors, AbstractHistogram micros) {
        long now = clock.millis();
        Slice slice = sides.get(side).computeIfAbsent(now - now % FINE_MILLIS, at -> new Slice());
        slice.requests += requests;
        slice.errors += errors;
        slice.micros.add(micros);
        age(sides.get(side), now);
    }

    private void age(TreeMap<Long, Slice> slices, long now) {
        slices.headMap(now - longest - longest / COARSE).clear();
        long width = Math.max(FINE_MILLIS, longest / COARSE);
        Map.Entry<Long, Slice> oldest = slices.floorEntry(now - RECENT_MILLIS);
        while (oldest != null && oldest.getKey() % width != 0) {
            slices.remove(oldest.getKey());
            slices.computeIfAbsent(oldest.getKey() - oldest.getKey() % width, at -> new Slice())
                    .add(oldest.getValue());
            oldest = slices.floorEntry(now - RECENT_MILLIS);
        }
    }

    Optional<SideWindow> window(Side side, Duration length) {
        long now = clock.millis();
        Slice sum = new Slice();
        sides.get(side).tailMap(now - length.toMillis(), false).values().forEach(sum::add);
        return SideWindow.plausible(
                sum.requests,
                sum.errors,
                sum.millis(50),
                sum.millis(95),
                sum.millis(99),
                Duration.ofMillis(Math.min(length.toMillis(), now - begun)));
    }

    private static final class Slice {
        private final Histogram micros = new Histogram(2);
        private long requests;
        private long errors;

        void add(Slice other) {
            requests += other.requests;
            errors += other.errors;
            micros.add(other.micros);
        }

        OptionalDouble millis(double percentile) {
            return micros.getTotalCount() == 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(micros.getValueAtPercentile(percentile) / 1000.0);
        }
    }
}
