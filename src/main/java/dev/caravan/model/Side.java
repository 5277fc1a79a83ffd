package dev.caravan.model;

import java.util.Locale;

/** Which of the two systems. */
public enum Side {
    V1,
    V2;

    /** As files and routers write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
