package dev.caravan.model;

import static java.util.Objects.requireNonNull;

/**
 * How far a partition has been read: everything before it is done, everything from it on is not.
 *
 * @param ordinal how many records of the partition lie before it
 * @param token what the source needs to go on from here (a byte offset, the last key); empty at the start; only the source
 *     that made it can read it
 */
public record Position(long ordinal, String token) {
    /** Before the first record. */
    public static final Position START = new Position(0, "");

    public Position {
        requireNonNull(token, "token is null");
        if (ordinal < 0) {
            throw new IllegalArgumentException("ordinal is negative: " + ordinal);
        }
    }
}
