package dev.caravan.model;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one side of a service answered in the last stretch of time.
 *
 * @param requests how many requests it was given; clients that went away count, but not as errors
 * @param errors how many of them failed on the server's part
 * @param p50 the time that half of the answers stayed below, in milliseconds; empty when there is none
 * @param p95 the time that 95 of 100 stayed below
 * @param p99 the time that 99 of 100 stayed below
 * @param covered how much of the stretch was observed
 */
public record SideWindow(
        double requests, double errors, OptionalDouble p50, OptionalDouble p95, OptionalDouble p99, Duration covered) {

    /**
     * Figures that can be true.
     *
     * @return empty for figures that cannot be: negative, more errors than requests, no numbers
     */
    public static Optional<SideWindow> plausible(
            double requests,
            double errors,
            OptionalDouble p50,
            OptionalDouble p95,
            OptionalDouble p99,
            Duration covered) {
        boolean counts = isTime(requests) && isTime(errors) && errors <= requests;
        boolean times = isTime(p50.orElse(0)) && isTime(p95.orElse(0)) && isTime(p99.orElse(0));
        boolean rising = p50.orElse(0) <= p95.orElse(Double.MAX_VALUE) && p95.orElse(0) <= p99.orElse(Double.MAX_VALUE);
        return counts && times && rising
                ? Optional.of(new SideWindow(requests, errors, p50, p95, p99, covered))
                : Optional.empty();
    }

    private static boolean isTime(double number) {
        return Double.isFinite(number) && number >= 0;
    }

    /** The share of requests that failed; 0 where there was none. */
    public double errorShare() {
        return requests == 0 ? 0 : errors / requests;
    }
}
