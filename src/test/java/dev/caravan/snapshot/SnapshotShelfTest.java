package dev.caravan.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.SnapshotFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotShelfTest {
    private static final SnapshotFolder.Pace PACE = SnapshotFolder.Pace.UNHURRIED;

    @TempDir
    private Path folder;

    private SnapshotShelf shelf;

    @BeforeEach
    void make() {
        shelf = new SnapshotShelf(folder.resolve("snapshots/demo"));
    }

    @Test
    void shouldNoticeEachOfAHundredFlippedBytes() throws IOException {
        SnapshotShelf.Kept kept = finished("p.v1-1-a");
        Random random = new Random(5);
        List<Path> files = Digests.files(kept.place());

        for (int i = 0; i < 100; i++) {
            Path file = files.get(i % files.size());
            byte[] bytes = Files.readAllBytes(file);
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);

            assertThatThrownBy(() -> SnapshotShelf.check(SnapshotShelf.open(kept.place()), PACE))
                    .as("byte %d of %s", at, file)
                    .isInstanceOfSatisfying(CaravanException.class, damaged -> assertThat(damaged.code())
                            .isEqualTo(ErrorCode.SNAPSHOT_UNPROVED));

            Files.write(file, restored(bytes, at, kept, file));
        }
    }

    /** The byte as it was: the copies of all files stand beside. */
    private byte[] restored(byte[] bytes, int at, SnapshotShelf.Kept kept, Path file) throws IOException {
        byte[] original = Files.readAllBytes(folder.resolve("original")
                .resolve(kept.place().relativize(file).toString().replace('/', '_')));
        bytes[at] = original[at];
        return bytes;
    }

    @Test
    void shouldNoticeWhatIsMissingWhatHasComeAndWhatIsALinkNow() throws IOException {
        SnapshotShelf.Kept kept = finished("p.v1-1-a");
        Path data = kept.place().resolve("data");

        Path extra = Files.createFile(kept.place().resolve("extra"));
        refused(() -> SnapshotShelf.check(kept, PACE), "'extra' does not belong to it");
        Files.delete(extra);

        Files.move(data, folder.resolve("away"));
        refused(() -> SnapshotShelf.check(kept, PACE), "'data' is not what was written");
        Files.createSymbolicLink(data, folder.resolve("away"));
        refused(() -> SnapshotShelf.check(kept, PACE), "'data' is not a file any more");
        Files.delete(data);
        Files.move(folder.resolve("away"), data);
        SnapshotShelf.check(kept, PACE);

        Files.delete(kept.place().resolve("manifest.json"));
        refused(() -> SnapshotShelf.open(kept.place()), "'manifest.json' is missing");
    }

    @Test
    void shouldReadBackWhatItWrote() throws IOException {
        SnapshotShelf.Kept kept = finished("p.v1-1-a");

        SnapshotShelf.Kept read = shelf.find("p.v1-1-a").orElseThrow();

        assertThat(read).isEqualTo(kept);
        assertThat(read.manifest().files()).extracting(Manifest.Entry::path).containsExactly("data", "tree/deep");
        assertThat(shelf.all()).containsExactly(kept);
        assertThat(shelf.find("p.v1-1-b")).isEmpty();
        try (Stream<Path> written = Files.walk(folder.resolve("snapshots"))) {
            assertThat(written)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .endsWith("------"));
        }
    }

    @Test
    void shouldTakeAwayWhatAKilledProcessLeftAndNothingElse() throws IOException {
        SnapshotFolder killed = shelf.begin("p.v1-1-", "p.v1-1-a", PACE);
        fill(killed);
        SnapshotFolder other = shelf.begin("p.v2-1-", "p.v2-1-a", PACE);

        SnapshotFolder next = shelf.begin("p.v1-1-", "p.v1-1-b", PACE);

        assertThat(killed.path()).doesNotExist();
        assertThat(other.path()).exists();
        assertThat(next.path()).isEmptyDirectory();
        assertThat(shelf.all()).isEmpty();
    }

    @Test
    void shouldRefuseADiskThatIsTooSmall() {
        SnapshotFolder part = shelf.begin("p.v1-1-", "p.v1-1-a", PACE);

        assertThatThrownBy(() -> part.need(Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        CaravanException.class, full -> assertThat(full.code()).isEqualTo(ErrorCode.IO_FAILED))
                .hasMessageContaining("9,223,372,036,854,775,807");
        part.need(1);
    }

    @Test
    void shouldRemoveAllOfIt() throws IOException {
        SnapshotShelf.Kept kept = finished("p.v1-1-a");
        Path outside = Files.createFile(folder.resolve("outside"));
        Files.createSymbolicLink(kept.place().resolve("link"), folder);

        SnapshotShelf.remove(kept.place());

        assertThat(kept.place()).doesNotExist();
        assertThat(outside).exists();
        assertThat(shelf.all()).isEmpty();
    }

    private SnapshotShelf.Kept finished(String name) throws IOException {
        SnapshotFolder part = shelf.begin(name, name, PACE);
        fill(part);
        Snapshot.Contents contents =
                new Snapshot.Contents("tool 1", List.of(new Snapshot.Part("table a", 3, "00ff")), List.of("no rights"));
        Manifest manifest = new Manifest(
                "demo",
                "demo/1/p/v1",
                "v1",
                "sqlite",
                "/v1.db",
                Instant.parse("2030-01-02T03:04:05Z"),
                Instant.parse("2030-01-09T03:04:05Z"),
                contents,
                "read back",
                List.of());
        SnapshotShelf.Kept kept = shelf.finish(part, name, manifest);
        Path original = Files.createDirectories(folder.resolve("original"));
        for (Path file : Digests.files(kept.place())) {
            Files.copy(
                    file,
                    original.resolve(kept.place().relativize(file).toString().replace('/', '_')));
        }
        return kept;
    }

    private static void fill(SnapshotFolder part) throws IOException {
        byte[] bytes = new byte[70_000];
        new Random(1).nextBytes(bytes);
        part.create("data").close();
        Files.write(part.file("data"), bytes);
        Files.createDirectory(
                part.file("tree"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        part.create("tree/deep").close();
        Files.writeString(part.file("tree/deep"), "deep");
    }

    private static void refused(ThrowingCallable call, String says) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(CaravanException.class, damaged -> assertThat(damaged.code())
                        .isEqualTo(ErrorCode.SNAPSHOT_UNPROVED))
                .hasMessageContaining(says);
    }
}
