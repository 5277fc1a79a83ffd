package dev.caravan.plan;

import static java.util.Objects.requireNonNull;

/**
 * What a person says of a step whose outcome nobody could tell.
 *
 * @param step {@code phase/name}
 * @param done true when it did its work; false when it did not, and is to be done again
 * @param by who says so
 * @param why for the journal; may be empty
 */
public record Statement(String step, boolean done, String by, String why) {
    public Statement {
        requireNonNull(step, "step is null");
        requireNonNull(by, "by is null");
        requireNonNull(why, "why is null");
    }
}
