package dev.caravan.run;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How many records went through in each step of time. There are never more than so many steps: when they are used up, two
 * become one, so a run of a month takes no more room than one of a second. Used by one thread at a time.
 */
final class RateHistory {
    private static final int STEPS = 120;
    private static final long FIRST_STEP_NANOS = 50_000_000;

    private final long[] records = new long[STEPS];
    private long stepNanos = FIRST_STEP_NANOS;
    private int used;

    /** Counts records that have just gone through, {@code nanos} after the start. */
    void add(long nanos, long count) {
        while (nanos / stepNanos >= STEPS) {
            join();
        }
        int step = (int) (Math.max(0, nanos) / stepNanos);
        records[step] += count;
        used = Math.max(used, step + 1);
    }

    Pace.Rates read() {
        List<Long> steps = LongStream.of(Arrays.copyOf(records, used)).boxed().toList();
        return new Pace.Rates(stepNanos / 1e9, steps);
    }

    private void join() {
        for (int step = 0; step < STEPS; step++) {
            int from = step * 2;
            records[step] = from < STEPS ? records[from] + records[from + 1] : 0;
        }
        used = (used + 1) / 2;
        stepNanos *= 2;
    }
}
