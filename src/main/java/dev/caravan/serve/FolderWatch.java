package dev.caravan.serve;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Position;
import dev.caravan.model.Reject;
import dev.caravan.model.RejectCode;
import dev.caravan.repository.PipelineName;
import dev.caravan.repository.SeenFiles;
import dev.caravan.repository.Sleeper;
import dev.caravan.spi.Source;
import dev.caravan.spi.SystemKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks at the folder that one pipeline reads from, for files of a content that no run has taken along. A run reads all
 * files of the folder, so none is started while one of them still changes or breaks off. One thread at a time.
 */
final class FolderWatch {
    private static final int RECORDS_AT_ONCE = 1_000;

    private final PipelineName name;
    private final Pipeline.Export export;
    private final SystemKind kind;
    private final SeenFiles seen;
    private final Sleeper time;
    private final Duration settle;
    private final Map<String, Watched> files = new HashMap<>();

    FolderWatch(
            PipelineName name, Pipeline.Export export, SystemKind kind, SeenFiles seen, Sleeper time, Duration settle) {
        this.name = requireNonNull(name, "name is null");
        this.export = requireNonNull(export, "export is null");
        this.kind = requireNonNull(kind, "kind is null");
        this.seen = requireNonNull(seen, "seen is null");
        this.time = requireNonNull(time, "time is null");
        this.settle = requireNonNull(settle, "settle is null");
    }

    /** Looks once. */
    Found look() {
        try (Source source = kind.source(export)) {
            List<Partition> partitions = source.open();
            files.keySet().retainAll(partitions.stream().map(Partition::id).toList());
            Map<String, String> fresh = new TreeMap<>();
            String waiting = "";
            // All of them, though one is enough to wait for: they settle side by side
            for (Partition partition : partitions) {
                Watched file = look(source, partition);
                if (!file.obstacle.isEmpty()) {
                    waiting = waiting.isEmpty() ? "'" + partition.id() + "' " + file.obstacle : waiting;
                } else if (isFresh(file)) {
                    fresh.put(partition.id(), file.digest);
                }
            }
            return new Found(waiting.isEmpty() ? fresh : Map.of(), waiting);
        } catch (CaravanException unusable) {
            return new Found(Map.of(), unusable.where() + ": " + unusable.getMessage());
        }
    }

    private Watched look(Source source, Partition partition) {
        Path path = Path.of(export.from().address()).resolve(partition.id());
        Optional<Stamp> stamp = Stamp.of(path);
        Watched file = files.get(partition.id());
        if (file == null || !stamp.equals(file.stamp)) {
            file = new Watched(stamp, time.nanoTime());
            files.put(partition.id(), file);
        }
        if (!file.judged && time.nanoTime() - file.since >= settle.toNanos()) {
            judge(file, source, partition);
            if (!Stamp.of(path).equals(stamp)) {
                files.remove(partition.id());
                file.obstacle = "is being written";
            }
        }
        return file;
    }

    private void judge(Watched file, Source source, Partition partition) {
        file.digest = source.identity(partition);
        boolean known = seen.find(name, file.digest).isPresent();
        file.obstacle = known ? "" : breakage(source, partition);
        file.judged = true;
    }

    private boolean isFresh(Watched file) {
        return seen.find(name, file.digest).isEmpty();
    }

    /** Reads a file to its end: what breaks off is not complete yet. */
    private static String breakage(Source source, Partition partition) {
        Position from = Position.START;
        while (true) {
            Chunk chunk = source.read(partition, from, RECORDS_AT_ONCE);
            for (Reject reject : chunk.rejects()) {
                if (reject.code().equals(RejectCode.BROKEN_FILE.code())) {
                    return "is not complete: it " + reject.reason();
                }
            }
            if (chunk.last()) {
                return "";
            }
            from = chunk.to();
        }
    }

    /**
     * What a look has found.
     *
     * @param fresh digests of files that no run has taken along, by name
     * @param waiting why nothing can be started yet; empty when nothing is in the way
     */
    record Found(Map<String, String> fresh, String waiting) {}

    /** A file as it was when it last changed. */
    private static final class Watched {
        private final Optional<Stamp> stamp;
        private final long since;
        private String digest;
        private boolean judged;
        private String obstacle = "has just changed";

        Watched(Optional<Stamp> stamp, long since) {
            this.stamp = stamp;
            this.since = since;
        }
    }
}
