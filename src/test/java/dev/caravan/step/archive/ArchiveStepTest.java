package dev.caravan.step.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepCalls;
import dev.caravan.step.SystemTools;
import dev.caravan.system.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveStepTest {
    private static final SnapshotFolder.Pace PACE = SnapshotFolder.Pace.UNHURRIED;

    @TempDir
    private Path folder;

    private Path root;
    private ArchiveStep step;

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectories(folder.resolve("v1/a b"));
        Files.writeString(root.resolve("run.sh"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(root.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-x---"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("run.sh"));
        Files.createDirectory(root.resolve("empty"));
        Files.writeString(root.resolve("x".repeat(180)), "long name");
        byte[] bytes = new byte[300_000];
        new Random(3).nextBytes(bytes);
        Files.write(root.resolve("bytes"), bytes);
        step = new ArchiveStep(new SystemTools(new Systems(Clock.systemUTC())::kind, folder.resolve("state")));
    }

    @Test
    void shouldPackAFolderThatTarUnpacksAgain() throws Exception {
        StepResult.Done done = done(step.advance(StepCalls.call("archive", options(root))));

        Path file = Path.of(done.facts().path("file").asText());
        assertThat(file.getParent()).isEqualTo(folder.resolve("out"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(done.facts().path("entries").asInt()).isEqualTo(6);
        Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
        run("tar", "-xzf", file.toString(), "-C", unpacked.toString());
        run(
                "diff",
                "-r",
                "--no-dereference",
                root.toString(),
                unpacked.resolve("a b").toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unpacked.resolve("a b/run.sh"))))
                .isEqualTo("rwxr-x---");
        run("sh", "-c", "cd '" + file.getParent() + "' && sha256sum -c *.sha256");
    }

    @Test
    void shouldPackASystemByWayOfASnapshot() throws Exception {
        SystemSettings system = StepCalls.system("v1", "files", root.toString());

        StepResult.Done done = done(step.advance(
                StepCalls.call("archive", "{\"of\": \"v1\", \"to\": \"" + folder.resolve("out") + "\"}", system)));

        Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
        run("tar", "-xzf", done.facts().path("file").asText(), "-C", unpacked.toString());
        try (Stream<Path> found = Files.walk(unpacked)) {
            assertThat(found.map(path -> path.getFileName().toString())).contains("manifest.json", "run.sh", "bytes");
        }
        try (Stream<Path> left = Files.list(folder.resolve("state/archives/m"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void shouldPackBelowTheStateWhereNoFolderIsNamed() {
        StepResult.Done done =
                done(step.advance(StepCalls.call("archive", "{\"of\": \"" + root + "\", \"to\": \"\"}")));

        assertThat(Path.of(done.facts().path("file").asText())).hasParent(folder.resolve("state/archives/m"));
    }

    @Test
    void shouldNoticeEachOfAHundredFlippedBytes() throws Exception {
        Archive archive = new Archive(folder.resolve("out"), "one", PACE);
        Path file = archive.pack(root).file();
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(9);

        for (int i = 0; i < 100; i++) {
            byte[] broken = whole.clone();
            broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, broken);

            assertThat(archive.find()).isEmpty();
        }
        Files.write(file, whole);
        assertThat(archive.find()).isPresent();
    }

    @Test
    void shouldSayWhatIsNotThere() {
        assertThatThrownBy(() -> step.advance(StepCalls.call("archive", options(folder.resolve("none")))))
                .isInstanceOfSatisfying(CaravanException.class, missing -> assertThat(missing.code())
                        .isEqualTo(ErrorCode.SOURCE_UNUSABLE));
    }

    private String options(Path of) {
        return "{\"of\": \"" + of + "\", \"to\": \"" + folder.resolve("out") + "\"}";
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static StepResult.Done done(StepResult result) {
        assertThat(result).isInstanceOf(StepResult.Done.class);
        return (StepResult.Done) result;
    }
}
