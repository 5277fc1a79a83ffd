package dev.caravan.serve;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.repository.DurableFile;
import dev.caravan.settings.MigrationFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The migration files of {@code config/migrations}, and those that came through the inbox: these are kept in the state, so
 * that their runs can go on after a restart. A file is read again when it changes. Safe for use by several threads.
 */
final class KnownMigrations {
    private static final String ENDING = ".yaml";

    private final MigrationFiles files;
    private final Path droppedFolder;
    private final Map<String, Map<String, String>> settings;
    private final Map<Path, Read> read = new HashMap<>();
    private List<Known> all = List.of();

    /**
     * Nothing is read yet.
     *
     * @param droppedFolder where migration files from the inbox are kept
     * @param settings values that come before a file's own, by the file's name without its ending
     */
    KnownMigrations(MigrationFiles files, Path droppedFolder, Map<String, Map<String, String>> settings) {
        this.files = requireNonNull(files, "files is null");
        this.droppedFolder = requireNonNull(droppedFolder, "droppedFolder is null");
        this.settings = Map.copyOf(settings);
    }

    /** Reads what has changed; true when something has. */
    synchronized boolean look() {
        List<Path> configured = files.files();
        List<Path> dropped = dropped();
        boolean changed = read.keySet().removeIf(file -> !configured.contains(file) && !dropped.contains(file));
        for (Path file : configured) {
            changed |= read(file, false);
        }
        for (Path file : dropped) {
            changed |= read(file, true);
        }
        if (changed) {
            all = byName(configured, dropped);
        }
        return changed;
    }

    /** All of them, by name. */
    synchronized List<Known> all() {
        return all;
    }

    /** The migration of this name, as its file is now. */
    synchronized Optional<Known> find(String name) {
        Optional<Known> known =
                all.stream().filter(one -> one.name().equals(name)).findFirst();
        // Files that it names may have changed, and they are read along
        return known.map(one -> load(one.file(), one.dropped()))
                .filter(one -> one.name().equals(name));
    }

    /** The file that a run was started from: of the same content where there is one, else of the same name. */
    synchronized Optional<Known> ofRun(String name, String digest) {
        return read.values().stream()
                .map(Read::known)
                .filter(one -> one.canRun() && one.name().equals(name))
                .filter(one -> one.migration().digest().equals(digest))
                .findFirst()
                .map(one -> load(one.file(), one.dropped()))
                .or(() -> find(name));
    }

    /** Keeps a migration file that came through the inbox, in the place of an earlier one of its name. */
    synchronized Migration keep(Migration migration, byte[] content) {
        Path file = droppedFolder.resolve(migration.name() + ENDING);
        try {
            Files.createDirectories(droppedFolder);
        } catch (IOException e) {
            throw new CaravanException(
                    ErrorCode.IO_FAILED, droppedFolder.toString(), "cannot be made (" + e + "); make room", e);
        }
        new DurableFile(file).write(out -> out.write(content));
        look();
        return files.load(file, content, Map.of());
    }

    private List<Path> dropped() {
        if (!Files.isDirectory(droppedFolder, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(droppedFolder)) {
            return found.filter(file -> file.getFileName().toString().matches("[A-Za-z0-9].*\\" + ENDING))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + droppedFolder + " cannot be listed", e);
        }
    }

    private boolean read(Path file, boolean dropped) {
        Stamp stamp = Stamp.of(file);
        Read before = read.get(file);
        if (before != null && before.stamp().equals(stamp)) {
            return false;
        }
        read.put(file, new Read(stamp, load(file, dropped)));
        return true;
    }

    private Known load(Path file, boolean dropped) {
        String base = file.getFileName().toString().replaceFirst("\\.yaml$", "");
        try {
            Migration migration = files.load(file, settings.getOrDefault(base, Map.of()));
            List<String> missing = migration.notBuilt().stream()
                    .map(line -> ErrorCode.NOT_BUILT + " " + line)
                    .toList();
            return new Known(migration.name(), file, migration, missing, dropped);
        } catch (CaravanException mistakes) {
            return new Known(base, file, null, mistakes.lines(), dropped);
        }
    }

    /** What stands in {@code config/migrations} comes before what was dropped; of two files there, the first. */
    private List<Known> byName(List<Path> configured, List<Path> dropped) {
        Map<String, Known> names = new TreeMap<>();
        for (Path file : configured) {
            Known known = read.get(file).known();
            Known first = names.putIfAbsent(known.name(), known);
            if (first != null) {
                String base = file.getFileName().toString();
                names.put(base, new Known(base, file, null, List.of(twice(known, first)), false));
            }
        }
        for (Path file : dropped) {
            Known known = read.get(file).known();
            names.putIfAbsent(known.name(), known);
        }
        return new ArrayList<>(names.values());
    }

    private static String twice(Known second, Known first) {
        return ErrorCode.FILE_INVALID + " " + second.file() + ": migration '" + first.name() + "' stands in "
                + first.file().getFileName() + " already; rename one";
    }

    private record Read(Stamp stamp, Known known) {}

    private record Stamp(long size, FileTime modified, Object key) {
        static Stamp of(Path file) {
            try {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(now.size(), now.lastModifiedTime(), now.fileKey());
            } catch (IOException gone) {
                return new Stamp(-1, FileTime.fromMillis(0), null);
            }
        }
    }
}
