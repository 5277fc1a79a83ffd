package dev.caravan.system.chroma;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Bodies of upserts, megabytes each: as many as there are calls at once, for however many collections, and a few that are made
 * while a call before them is on its way. Safe for several threads.
 */
final class UpsertBodies {
    /** Those beyond are made when their turn comes: they would cost more memory than they win time. */
    private static final int MOST_AHEAD = 2;

    private final boolean base64;
    private final Deque<UpsertBody> spare = new ArrayDeque<>();
    private final Deque<UpsertBody> ahead = new ArrayDeque<>();

    /**
     * Bodies for one server.
     *
     * @param base64 see {@link UpsertBody}
     */
    UpsertBodies(boolean base64) {
        this.base64 = base64;
    }

    /** Makes a body that will soon be taken. One that nobody has come for gives way. */
    void prepare(List<Outgoing> records) {
        UpsertBody body = blank();
        body.fill(records);
        synchronized (this) {
            ahead.add(body);
        }
    }

    /** The body of these records; its taker gives it back. */
    UpsertBody take(List<Outgoing> records) {
        UpsertBody body = prepared(records);
        if (body == null) {
            body = unused();
            body.fill(records);
        }
        return body;
    }

    synchronized void give(UpsertBody body) {
        body.release();
        spare.add(body);
    }

    private synchronized UpsertBody prepared(List<Outgoing> records) {
        for (Iterator<UpsertBody> bodies = ahead.iterator(); bodies.hasNext(); ) {
            UpsertBody body = bodies.next();
            if (body.isOf(records)) {
                bodies.remove();
                return body;
            }
        }
        return null;
    }

    private synchronized UpsertBody blank() {
        return ahead.size() < MOST_AHEAD ? unused() : ahead.remove();
    }

    private synchronized UpsertBody unused() {
        UpsertBody found = spare.poll();
        return found == null ? new UpsertBody(base64) : found;
    }
}
