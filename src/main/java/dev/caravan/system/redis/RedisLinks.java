package dev.caravan.system.redis;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;

/** Connections to one server that are used again. One that failed is not. Safe for use by several threads. */
final class RedisLinks implements AutoCloseable {
    private final RedisServer server;
    private final ConcurrentLinkedDeque<RedisLink> free = new ConcurrentLinkedDeque<>();

    RedisLinks(RedisServer server) {
        this.server = server;
    }

    /** Does some work on a connection that nobody else uses meanwhile. */
    <T> T with(Function<RedisLink, T> work) {
        RedisLink link = free.poll();
        if (link == null) {
            link = server.link();
        }
        boolean fine = false;
        try {
            T done = work.apply(link);
            fine = true;
            return done;
        } finally {
            if (fine) {
                free.push(link);
            } else {
                link.close();
            }
        }
    }

    @Override
    public void close() {
        for (RedisLink link = free.poll(); link != null; link = free.poll()) {
            link.close();
        }
    }
}
