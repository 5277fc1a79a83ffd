package dev.caravan.verifier;

import static java.util.Objects.requireNonNull;

import dev.caravan.spi.Target;

/**
 * How to mend what verification finds. Rows that are missing or differ are written again from the source; rows that
 * {@code existing: keep} or {@code replace} allow to be there are left alone.
 *
 * @param target opened; verification does not close it
 * @param deleteExtra true when rows that only the target has, or has more often than the source, are deleted
 */
public record Repair(Target target, boolean deleteExtra) {
    public Repair {
        requireNonNull(target, "target is null");
    }
}
