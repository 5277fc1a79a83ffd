package dev.caravan.system.neo4j;

import dev.caravan.model.RejectCode;

/** A row that a graph cannot take; the message is the reject's reason. */
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
