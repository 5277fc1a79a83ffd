package dev.caravan.system.redis;

import dev.caravan.model.RejectCode;

/**
 * What a look at one key gave.
 *
 * @param type null for a key that has gone, and for one of a type that is not the server's own
 * @param text the value: a string's text, else JSON; null where there is none
 * @param expiresAt milliseconds since 1970, or {@link #NEVER}
 * @param code why it is rejected, or null
 */
record KeyValue(KeyType type, byte[] text, long expiresAt, RejectCode code, String reason) {
    static final long NEVER = -1;
    private static final long NO_KEY = -2;

    static KeyValue gone() {
        return new KeyValue(null, null, NO_KEY, null, null);
    }

    static KeyValue rejected(KeyType type, RejectCode code, String reason) {
        return new KeyValue(type, null, NEVER, code, reason);
    }

    /** True when it was there when keys were listed, and is no more: its time was over, or somebody deleted it. */
    boolean isGone() {
        return expiresAt == NO_KEY;
    }

    boolean isRejected() {
        return code != null;
    }
}
