package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import dev.caravan.repository.KeptReject;

/**
 * One reject as a report shows it: everything but the values of the record.
 *
 * @param key the source's key of the record, or empty
 * @param source where a person finds it, or empty
 * @param child the child table and number as {@code table#number}, or empty for the record itself
 * @param shape the record's fields with type and length
 */
public record RejectSample(
        String code, String stage, String key, String source, String child, String reason, String shape) {
    public RejectSample {
        requireNonNull(code, "code is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(shape, "shape is null");
    }

    static RejectSample of(KeptReject kept) {
        return new RejectSample(
                kept.reject().code(),
                kept.reject().stage(),
                orEmpty(kept.reject().key()),
                orEmpty(kept.reject().source()),
                kept.reject().child(),
                kept.reject().reason(),
                RecordShape.of(kept.record()));
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
