package dev.caravan.verifier;

import java.util.Locale;

/** How a check ended. */
public enum Outcome {
    PASS,
    FAIL;

    /** The word in reports. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
