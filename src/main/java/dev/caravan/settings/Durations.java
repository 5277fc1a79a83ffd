package dev.caravan.settings;

import java.time.Duration;
import java.util.Optional;

/** Times of a migration file. */
public final class Durations {
    private Durations() {}

    /** The time, or empty when the text is none. */
    public static Optional<Duration> parse(String text) {
        return dev.caravan.model.Durations.parse(text);
    }
}
