package dev.caravan.model;

import static java.util.Objects.requireNonNull;

/**
 * A record that was not accepted, with the reason.
 *
 * @param code what is wrong, in snake_case: a fixed list, see {@link RejectCode}, or the code a rule gives itself
 * @param stage the stage that found it: {@code export}, {@code transform}, {@code validate}, {@code import}
 * @param child the child table and number as {@code table#number}, or empty for the record itself
 * @param key the source's key of the record
 * @param source where a person finds it
 * @param ordinal the record's number in its partition
 * @param reason one sentence for people: what was seen, what was expected; values as type and length only
 */
public record Reject(String code, String stage, String child, String key, String source, long ordinal, String reason) {
    public Reject {
        requireNonNull(code, "code is null");
        requireNonNull(stage, "stage is null");
        requireNonNull(child, "child is null");
        requireNonNull(reason, "reason is null");
    }
}
