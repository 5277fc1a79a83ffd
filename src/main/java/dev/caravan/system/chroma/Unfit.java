package dev.caravan.system.chroma;

import dev.caravan.model.RejectCode;

/** Why a row cannot be a record of a collection; the reason holds no value. */
final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;

    private final RejectCode code;

    Unfit(RejectCode code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    RejectCode code() {
        return code;
    }
}
