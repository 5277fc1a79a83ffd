package dev.caravan.system.redis;

import dev.caravan.model.RejectCode;

/** A key or row that cannot be taken; the message is the reject's reason. */
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
