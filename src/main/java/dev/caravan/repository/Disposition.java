package dev.caravan.repository;

import java.util.Locale;

/** Why a record stands among the rejects. */
public enum Disposition {
    /** Not accepted. */
    REJECTED,
    /** Accepted, but the target's own, different row was kept. */
    KEPT;

    /** As the database and people see it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Disposition of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
