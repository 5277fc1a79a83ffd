package dev.caravan.system.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Database files that are read past SQLite, each by one channel that stays open as long as the process. POSIX ends all locks of a
 * process on a file as soon as the process closes the file anywhere: those that SQLite holds for a reader or a writer would be
 * gone without its knowing, and another program could write in their midst. Hence this one thing is shared by the whole process.
 * Let go of are files alone that nobody can reach under their path any more. Safe for use by several threads.
 */
final class HeldFiles {
    private static final Map<Path, Held> HELD = new ConcurrentHashMap<>();

    private HeldFiles() {}

    /**
     * The channel of the file that is at a path now, for reading at positions. Whoever gets it must not close it; it is closed
     * when a thread is interrupted that reads from it, and the next call opens it anew.
     *
     * @throws IOException when there is none, or it cannot be read
     */
    static FileChannel at(Path path) throws IOException {
        Object identity = identity(path);
        Held held = HELD.get(path);
        if (held != null && held.is(identity)) {
            return held.channel();
        }
        return open(path);
    }

    private static synchronized FileChannel open(Path path) throws IOException {
        letGo();
        Object identity = identity(path);
        Held held = HELD.get(path);
        if (held == null || !held.is(identity)) {
            held = new Held(FileChannel.open(path), identity);
            HELD.put(path, held);
        }
        return held.channel();
    }

    private static void letGo() {
        for (Iterator<Map.Entry<Path, Held>> all = HELD.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Path, Held> one = all.next();
            if (!one.getValue().isThere(one.getKey())) {
                all.remove();
                one.getValue().close();
            }
        }
    }

    private static Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /**
     * An open file.
     *
     * @param identity what tells it from another file under the same path
     */
    private record Held(FileChannel channel, Object identity) {
        boolean is(Object other) {
            return channel.isOpen() && Objects.equals(identity, other);
        }

        boolean isThere(Path path) {
            try {
                return is(HeldFiles.identity(path));
            } catch (IOException gone) {
                return false;
            }
        }

        void close() {
            try {
                channel.close();
            } catch (IOException ignored) {
                // Nothing was written
            }
        }
    }
}
