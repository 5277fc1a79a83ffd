package dev.caravan.transformer;

import dev.caravan.model.RejectCode;

/**
 * One record, or one child, cannot be accepted. Thrown and caught inside this room. It carries no stack trace, because bad
 * records may be many.
 */
final class RecordProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RejectCode code;

    /** A problem; {@code reason} is what people read, without any value of the record. */
    RecordProblem(RejectCode code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    RejectCode code() {
        return code;
    }
}
