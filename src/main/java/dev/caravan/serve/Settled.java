package dev.caravan.serve;

import dev.caravan.repository.Sleeper;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Tells which small files have stayed as they are for a while, by stamp and by content. One thread at a time. */
final class Settled {
    private final Sleeper time;
    private final Duration settle;
    private final Map<Path, Seen> seen = new HashMap<>();

    Settled(Sleeper time, Duration settle) {
        this.time = time;
        this.settle = settle;
    }

    /**
     * The content of a file that has settled; empty while it has not.
     *
     * @param stamp what the file system says of it now
     */
    Optional<Content> look(Path file, Stamp stamp) throws IOException {
        Seen before = seen.get(file);
        if (before == null || !before.stamp.equals(stamp)) {
            seen.put(file, new Seen(stamp, digest(file), time.nanoTime()));
            return Optional.empty();
        }
        if (age(file).compareTo(settle) < 0) {
            return Optional.empty();
        }
        byte[] bytes = DropFolder.read(file);
        if (bytes == null || !digest(bytes).equals(before.digest)) {
            seen.remove(file);
            return Optional.empty();
        }
        return Optional.of(new Content(bytes, before.digest));
    }

    /** How long a file has stayed as it is. */
    Duration age(Path file) {
        Seen known = seen.get(file);
        return known == null ? Duration.ZERO : Duration.ofNanos(time.nanoTime() - known.since);
    }

    /** Forgets all but these. */
    void keepOnly(Collection<Path> files) {
        seen.keySet().retainAll(files);
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String digest(Path file) throws IOException {
        byte[] bytes = DropFolder.read(file);
        return bytes == null ? "" : digest(bytes);
    }

    /**
     * A file's content.
     *
     * @param digest SHA-256 as hex
     */
    record Content(byte[] bytes, String digest) {}

    private record Seen(Stamp stamp, String digest, long since) {}
}
