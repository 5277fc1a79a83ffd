package dev.caravan.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.servers.Ports;
import dev.caravan.servers.S3Server;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.SnapshotFolder.Pace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotUploadIT {
    private static final int PART = 1 << 20;
    private static final String ODD = "tree/ä b+c&d.json";

    @TempDir
    private static Path common;

    private static S3Server server;

    @TempDir
    private Path folder;

    private SnapshotShelf.Kept kept;
    private final List<String> puts = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        server = new S3Server(Files.createDirectory(common.resolve("s3")));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        server.close();
    }

    @BeforeEach
    void take() throws IOException {
        SnapshotShelf shelf = new SnapshotShelf(folder.resolve("shelf/m"));
        SnapshotFolder part = shelf.begin("s", "s", Pace.UNHURRIED);
        Files.createDirectory(part.file("tree"));
        byte[] large = new byte[2 * PART + 12_345];
        new Random(3).nextBytes(large);
        Files.write(part.file("tree/large.db"), large);
        Files.writeString(part.file(ODD), "[1, 2]");
        Files.createFile(part.file("tree/empty"));
        Snapshot.Contents contents = new Snapshot.Contents("test", List.of(), List.of());
        kept = shelf.finish(
                part, "s", new Manifest("m", "t", "v1", "files", "v1", Instant.EPOCH, null, contents, "", List.of()));
    }

    @Test
    void shouldBringBackWhatItPutThere() throws IOException {
        byte[] large = Files.readAllBytes(kept.place().resolve("tree/large.db"));
        try (SnapshotUpload upload = upload("whole")) {
            assertThat(upload.put(kept)).isEqualTo(server.url("whole"));
            SnapshotShelf.remove(kept.place());

            SnapshotShelf.Kept back = upload.fetch(kept.place(), kept.digest());

            SnapshotShelf.check(back, Pace.UNHURRIED);
            assertThat(back.manifest()).isEqualTo(kept.manifest());
            assertThat(back.place().resolve("tree/large.db")).hasBinaryContent(large);
            assertThat(back.place().resolve(ODD)).hasContent("[1, 2]");
            try (Stream<Path> all = Files.walk(back.place())) {
                assertThat(all).hasSizeGreaterThan(4).allSatisfy(path -> assertThat(
                                PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
            }
        }
    }

    @Test
    void shouldGoOnWithTheFileThatItWasCutOffIn() {
        int all = kept.manifest().files().size() + 2;
        int[] left = {2};
        try (SnapshotUpload first = new SnapshotUpload(
                counting("cut", () -> {
                    if (left[0]-- == 0) {
                        throw new CaravanException(ErrorCode.INTERRUPTED, "test", "cut off");
                    }
                }),
                Pace.UNHURRIED)) {
            assertThatThrownBy(() -> first.put(kept)).hasMessageContaining("cut off");
        }
        assertThat(server.object("cut/manifest.json")).doesNotExist();
        puts.clear();

        try (SnapshotUpload again = new SnapshotUpload(counting("cut", () -> {}), Pace.UNHURRIED)) {
            again.put(kept);
        }

        assertThat(puts).hasSize(all - 2).endsWith("manifest.json.sha256", "manifest.json");
        assertThat(server.object("cut/manifest.json")).exists();
    }

    @Test
    void shouldNoticeAByteThatChangedThereAndMendItWithTheNextCall() throws IOException {
        try (SnapshotUpload upload = upload("flipped")) {
            upload.put(kept);
            Path object = server.object("flipped/tree/large.db");
            byte[] bytes = Files.readAllBytes(object);
            bytes[PART] ^= 1;
            Files.write(object, bytes);

            refused(() -> upload.fetch(folder.resolve("shelf/m/other"), kept.digest()), ErrorCode.SNAPSHOT_UNPROVED)
                    .hasMessageContaining("tree/large.db");
            assertThat(folder.resolve("shelf/m")).isDirectoryNotContaining(path -> !path.endsWith("s"));
            refused(() -> upload.fetch(folder.resolve("shelf/m/other"), "00"), ErrorCode.SNAPSHOT_UNPROVED)
                    .hasMessageContaining("manifest");

            upload.put(kept);
            upload.fetch(folder.resolve("shelf/m/other"), kept.digest());
        }
    }

    @Test
    void shouldSayWhatIsWrongWithTheStoreAndNeverAKey() throws IOException {
        String dead = "http://127.0.0.1:" + Ports.free() + "/backups";
        Map<String, String> wrong = Map.of("AWS_ACCESS_KEY_ID", "unknown", "AWS_SECRET_ACCESS_KEY", "s3cr3t");

        failing(server.url("x"), wrong).hasMessageContaining("refuses these keys");
        failing(server.url("x").replace("/backups/", "/nowhere/"), S3Server.keys())
                .hasMessageContaining("no bucket 'nowhere'");
        failing(dead, S3Server.keys()).hasMessageContaining("cannot be reached");
        failing(server.url("x"), Map.of()).hasMessageContaining("set AWS_ACCESS_KEY_ID");
    }

    private AbstractThrowableAssert<?, ?> failing(String url, Map<String, String> environment) {
        return refused(
                () -> {
                    try (SnapshotUpload upload =
                            new SnapshotUpload(S3Store.open(S3Address.of(url), environment), Pace.UNHURRIED)) {
                        upload.put(kept);
                    }
                },
                ErrorCode.TARGET_UNUSABLE);
    }

    private static AbstractThrowableAssert<?, ?> refused(ThrowingCallable call, ErrorCode code) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(CaravanException.class, failure -> assertThat(failure.code())
                        .isEqualTo(code))
                .hasMessageNotContaining("s3cr3t");
    }

    private static SnapshotUpload upload(String prefix) {
        return new SnapshotUpload(store(prefix), Pace.UNHURRIED);
    }

    private static S3Store store(String prefix) {
        return S3Store.open(S3Address.of(server.url(prefix)), S3Server.keys(), PART);
    }

    /** The server's own, which tells what it was given. */
    private ObjectStore counting(String prefix, Runnable before) {
        S3Store store = store(prefix);
        return new ObjectStore() {
            @Override
            public String shown() {
                return store.shown();
            }

            @Override
            public OptionalLong size(String name) {
                return store.size(name);
            }

            @Override
            public void put(String name, Path file, Pace pace) throws IOException {
                before.run();
                puts.add(name);
                store.put(name, file, pace);
            }

            @Override
            public InputStream read(String name) {
                return store.read(name);
            }

            @Override
            public void close() {
                store.close();
            }
        };
    }
}
