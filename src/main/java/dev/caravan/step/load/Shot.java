package dev.caravan.step.load;

import io.vertx.core.http.HttpClientRequest;

/** One request of a load on its way, used by one thread. */
final class Shot {
    /** When it was due, as {@link System#nanoTime} counts. */
    final long due;
    /** Which of the kinds of request. */
    final int kind;
    /** The number of the client that it speaks for. */
    final long client;
    /** False for those of the warm-up. */
    final boolean counts;

    /** Null until a connection is there. */
    HttpClientRequest request;
    /** True once its outcome is known: what comes later changes nothing. */
    boolean over;

    Shot(long due, int kind, long client, boolean counts) {
        this.due = due;
        this.kind = kind;
        this.client = client;
        this.counts = counts;
    }
}
