package dev.caravan.step.ramp;

import java.util.Locale;

/** What a look at the figures says of v2; what comes later is worse. */
enum Verdict {
    HEALTHY,
    /** Too few answers to tell. */
    NOT_ENOUGH_DATA,
    UNHEALTHY,
    /** Figures that were asked for cannot be had. */
    NO_METRICS,
    ABORT;

    /** As status and facts show it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
