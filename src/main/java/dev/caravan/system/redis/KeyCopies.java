package dev.caravan.system.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The copies of this process. Whoever reads the same keys of the same server at the same time reads the same copy: what was
 * copied is what is verified. Safe for use by several threads.
 */
final class KeyCopies {
    private final Map<String, Shared> copies = new HashMap<>();

    /**
     * The copy of these keys; to be given back.
     *
     * @param keep where it is kept, if nobody has it yet; null for nowhere
     */
    synchronized KeyCopy take(RedisServer server, KeyChoice choice, RedisSource.Keep keep) {
        Shared shared = copies.computeIfAbsent(name(server, choice), name -> new Shared(make(server, choice, keep)));
        shared.users++;
        return shared.copy;
    }

    /** Takes a copy back; it goes with its last user. */
    synchronized void giveBack(KeyCopy copy) {
        copies.entrySet().removeIf(entry -> {
            Shared shared = entry.getValue();
            if (shared.copy != copy || --shared.users > 0) {
                return false;
            }
            copy.close();
            return true;
        });
    }

    /** A copy for one user alone, who closes it. */
    static KeyCopy alone(RedisServer server, KeyChoice choice, RowShape shape) {
        return new KeyCopy(server, choice, shape, folder(), null);
    }

    private static KeyCopy make(RedisServer server, KeyChoice choice, RedisSource.Keep keep) {
        return new KeyCopy(server, choice, new RecordShape(choice, server.texts()), folder(), keep);
    }

    private static String name(RedisServer server, KeyChoice choice) {
        return server.address().shown() + " " + server.base64() + " " + server.most() + " "
                + new TreeSet<>(choice.types()) + " " + choice.text();
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("caravan-redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy and how many read it. */
    private static final class Shared {
        private final KeyCopy copy;
        private int users;

        Shared(KeyCopy copy) {
            this.copy = copy;
        }
    }
}
