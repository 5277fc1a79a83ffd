package dev.caravan.report;

import java.time.Duration;

/** Durations as reports have them: seconds with a fraction. */
final class Seconds {
    private Seconds() {}

    static double of(Duration time) {
        return time.toNanos() / 1e9;
    }
}
