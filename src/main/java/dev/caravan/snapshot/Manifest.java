package dev.caravan.snapshot;

import static java.util.Objects.requireNonNull;

import dev.caravan.spi.Snapshot;
import java.time.Instant;
import java.util.List;

/**
 * What a finished snapshot is: stands in its folder as {@code manifest.json}.
 *
 * @param migration the migration's name
 * @param token the step that took it, see {@code StepCall.token}
 * @param system the system's name in the migration file
 * @param address where the system was, without secrets
 * @param taken when it was begun
 * @param keepUntil when it may be removed; null where nothing was said
 * @param contents what it holds
 * @param proof how it was proved
 * @param files every other file of the folder but the manifest's digest, ordered by path
 */
public record Manifest(
        String migration,
        String token,
        String system,
        String kind,
        String address,
        Instant taken,
        Instant keepUntil,
        Snapshot.Contents contents,
        String proof,
        List<Entry> files) {
    public Manifest {
        requireNonNull(taken, "taken is null");
        requireNonNull(contents, "contents is null");
        files = List.copyOf(files);
    }

    /** The bytes of all files. */
    public long bytes() {
        return files.stream().mapToLong(Entry::bytes).sum();
    }

    Manifest withFiles(List<Entry> all) {
        return new Manifest(migration, token, system, kind, address, taken, keepUntil, contents, proof, all);
    }

    /**
     * One file.
     *
     * @param path below the folder, with slashes
     * @param sha256 as hex
     */
    public record Entry(String path, long bytes, String sha256) {}
}
