package dev.caravan.system.chroma;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Bodies of upserts, megabytes each: as many as there are calls at once, for however many collections. Safe for several threads. */
final class UpsertBodies {
    private final boolean base64;
    private final Queue<UpsertBody> spare = new ConcurrentLinkedQueue<>();

    /**
     * Bodies for one server.
     *
     * @param base64 see {@link UpsertBody}
     */
    UpsertBodies(boolean base64) {
        this.base64 = base64;
    }

    /** One to fill; its taker gives it back. */
    UpsertBody take() {
        UpsertBody found = spare.poll();
        return found == null ? new UpsertBody(base64) : found;
    }

    void give(UpsertBody body) {
        spare.add(body);
    }
}
