package dev.caravan.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import dev.caravan.snapshot.Manifest;
import dev.caravan.snapshot.SnapshotShelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link Snapshot} promises. A kind extends it with systems that hold the oddest values it can hold. */
public abstract class SnapshotContract {
    private static final int FLIPS = 100;

    @TempDir
    private Path temporary;

    /** The kind. */
    protected abstract SystemKind kind();

    /** A new system with at least three records in two parts; the same values at each call. */
    protected abstract SystemSettings filled() throws Exception;

    /** A new system that holds nothing. */
    protected abstract SystemSettings empty() throws Exception;

    /** Every value of a system, read by the system's own means and none of Caravan's; equal when the systems are. */
    protected abstract Map<String, String> values(SystemSettings system) throws Exception;

    /** Changes one value, takes one record away and adds one. */
    protected abstract void change(SystemSettings system) throws Exception;

    /** A place of a filled system that a pipeline could write: a table, a collection, a pattern of keys, a file. */
    protected abstract String place();

    /** Adds to that place alone, with what changes along and what Caravan keeps beside rows. */
    protected abstract void move(SystemSettings system) throws Exception;

    /** What stands beside the systems where a proof might leave something: databases, collections, temporary files. */
    protected abstract List<String> surroundings() throws Exception;

    @Test
    void shouldRestoreEveryValueIntoAnEmptySystem() throws Exception {
        SystemSettings one = filled();
        SystemSettings other = empty();
        SnapshotFolder folder = folder("copy");

        Snapshot.Contents taken = kind().snapshot(one).take(folder);
        kind().snapshot(other).restore(folder);

        assertThat(values(other)).isNotEmpty().isEqualTo(values(one));
        assertThat(taken.differences(kind().snapshot(other).look(SnapshotFolder.Pace.UNHURRIED)))
                .isEmpty();
    }

    @Test
    void shouldTellWhatTheSystemHeld() throws Exception {
        SystemSettings system = filled();
        Map<String, String> before = values(system);

        Snapshot.Contents taken = kind().snapshot(system).take(folder("copy"));

        Snapshot.Contents held = kind().snapshot(system).look(SnapshotFolder.Pace.UNHURRIED);
        assertThat(taken.parts()).isEqualTo(held.parts()).hasSizeGreaterThan(1);
        assertThat(taken.count()).isGreaterThan(2);
        assertThat(values(system)).isEqualTo(before);
    }

    @Test
    void shouldBringBackWhatWasChanged() throws Exception {
        SystemSettings system = filled();
        Map<String, String> before = values(system);
        Snapshot snapshot = kind().snapshot(system);
        SnapshotFolder folder = folder("copy");

        Snapshot.Contents taken = snapshot.take(folder);
        change(system);
        List<String> found = taken.differences(snapshot.look(SnapshotFolder.Pace.UNHURRIED));
        Map<String, String> copy = files(folder);
        kind().snapshot(system).restore(folder);

        assertThat(found).isNotEmpty();
        assertThat(values(system)).isEqualTo(before);
        assertThat(files(folder)).isEqualTo(copy);
        kind().snapshot(system).restore(folder);
        assertThat(values(system)).isEqualTo(before);
    }

    @Test
    void shouldTellWhatChangedBesideWhatPipelinesMoved() throws Exception {
        SystemSettings system = filled();
        Snapshot snapshot = kind().snapshot(system);
        SnapshotFolder folder = folder("copy");
        Snapshot.Contents taken = snapshot.take(folder);

        move(system);
        List<String> whole = taken.differences(snapshot.look(SnapshotFolder.Pace.UNHURRIED));
        List<String> moved = snapshot.differences(folder, taken, Set.of(place()));
        change(system);
        List<String> changed = snapshot.differences(folder, taken, Set.of(place()));

        assertThat(whole).isNotEmpty();
        assertThat(moved).isEmpty();
        assertThat(changed).isNotEmpty();
    }

    @Test
    void shouldProveTheCopyAndLeaveNothingBeside() throws Exception {
        SystemSettings system = filled();
        Map<String, String> before = values(system);
        List<String> beside = surroundings();
        Snapshot snapshot = kind().snapshot(system);
        SnapshotFolder folder = folder("copy");

        Snapshot.Contents taken = snapshot.take(folder);
        change(system);
        Map<String, String> changed = values(system);
        String how = snapshot.prove(folder, taken);

        assertThat(how).isNotBlank();
        assertThat(surroundings()).isEqualTo(beside);
        assertThat(values(system)).isEqualTo(changed).isNotEqualTo(before);
    }

    @Test
    void shouldNotTakeACopyOfSomethingElseForProved() throws Exception {
        SystemSettings system = filled();
        Snapshot snapshot = kind().snapshot(system);
        SnapshotFolder old = folder("old");
        SnapshotFolder young = folder("young");
        snapshot.take(old);
        change(system);
        List<String> beside = surroundings();

        Snapshot.Contents taken = snapshot.take(young);

        assertThatThrownBy(() -> snapshot.prove(old, taken))
                .isInstanceOfSatisfying(CaravanException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.SNAPSHOT_UNPROVED));
        assertThat(surroundings()).isEqualTo(beside);
    }

    @Test
    void shouldLetNobodyElseReadIt() throws Exception {
        SnapshotFolder folder = folder("copy");

        kind().snapshot(filled()).take(folder);

        try (Stream<Path> written = Files.walk(folder.path())) {
            assertThat(written.filter(path -> !Files.isSymbolicLink(path)))
                    .hasSizeGreaterThan(1)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .endsWith("------"));
        }
    }

    @Test
    void shouldStopWhenItIsTold() throws Exception {
        SystemSettings system = filled();
        SnapshotFolder.Pace stop = () -> {
            throw new CaravanException(ErrorCode.INTERRUPTED, "run", "it ends");
        };
        SnapshotFolder cut = new SnapshotFolder(folder("cut").path(), stop);

        assertThatThrownBy(() -> kind().snapshot(system).take(cut))
                .isInstanceOfSatisfying(CaravanException.class, stopped -> assertThat(stopped.code())
                        .isEqualTo(ErrorCode.INTERRUPTED));

        SnapshotFolder whole = folder("whole");
        Snapshot.Contents taken = kind().snapshot(system).take(whole);
        assertThat(kind().snapshot(system).prove(whole, taken)).isNotBlank();
    }

    /** As a step keeps it: the manifest beside it, every file looked at before it is used. */
    @Test
    void shouldNotBeUsedWithOneBitFlippedAnywhere() throws Exception {
        SystemSettings system = filled();
        SnapshotShelf shelf = new SnapshotShelf(temporary.resolve("shelf"));
        SnapshotFolder part = shelf.begin("s", "s-1", SnapshotFolder.Pace.UNHURRIED);
        Snapshot.Contents taken = kind().snapshot(system).take(part);
        Manifest manifest = new Manifest(
                "m", "t", "v1", system.kind(), system.shown(), Instant.EPOCH, null, taken, "proved", List.of());
        SnapshotShelf.Kept kept = shelf.finish(part, "s-1", manifest);
        check(kept.place());
        List<Path> files;
        try (Stream<Path> walked = Files.walk(kept.place())) {
            files = walked.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> path.toFile().length() > 0)
                    .sorted()
                    .toList();
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);

        for (int flip = 0; flip < FLIPS; flip++) {
            Path file = files.get(flip < files.size() ? flip : random.nextInt(files.size()));
            byte[] whole = Files.readAllBytes(file);
            byte[] flipped = whole.clone();
            int at = random.nextInt(whole.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            assertThatThrownBy(() -> check(kept.place()))
                    .as("seed %d, byte %d of %s", seed, at, file)
                    .isInstanceOfSatisfying(CaravanException.class, refused -> assertThat(refused.code())
                            .isEqualTo(ErrorCode.SNAPSHOT_UNPROVED));
            Files.write(file, whole);
        }

        check(kept.place());
    }

    private static void check(Path place) {
        SnapshotShelf.check(SnapshotShelf.open(place), SnapshotFolder.Pace.UNHURRIED);
    }

    private SnapshotFolder folder(String name) throws IOException {
        Path folder = Files.createDirectory(
                temporary.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new SnapshotFolder(folder, SnapshotFolder.Pace.UNHURRIED);
    }

    private static Map<String, String> files(SnapshotFolder folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> walked = Files.walk(folder.path())) {
            for (Path path : walked.filter(Files::isRegularFile).toList()) {
                files.put(
                        folder.path().relativize(path).toString(),
                        Files.getLastModifiedTime(path) + " "
                                + java.util.HexFormat.of().formatHex(Files.readAllBytes(path)));
            }
        }
        return files;
    }
}
