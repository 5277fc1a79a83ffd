package dev.caravan.system.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.SnapshotContract;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.SystemKind;
import dev.caravan.step.StepCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesSnapshotTest extends SnapshotContract {
    private final AtomicInteger folders = new AtomicInteger();

    @TempDir
    private Path folder;

    @Override
    protected SystemKind kind() {
        return new FilesSystem(Clock.systemUTC());
    }

    @Override
    protected SystemSettings filled() throws IOException {
        SystemSettings system = empty();
        Path root = Files.createDirectories(Path.of(system.address()));
        Path deep = Files.createDirectories(root.resolve("a b/deep/er"));
        Files.createDirectories(root.resolve("nothing in it"));
        Files.writeString(deep.resolve("memories.json"), "[{\"id\": 1}]\n");
        Files.write(root.resolve("bytes"), new byte[] {0, -1, 10, 13, 0});
        Files.createFile(root.resolve("empty"));
        Files.writeString(root.resolve(".hidden\nline"), "x");
        Files.writeString(root.resolve("secret"), "s");
        mode(root.resolve("secret"), "r--------");
        Files.writeString(root.resolve("run.sh"), "#!/bin/sh\n");
        mode(root.resolve("run.sh"), "rwxr-x--x");
        mode(root.resolve("nothing in it"), "r-xr-xr-x");
        Files.createSymbolicLink(root.resolve("outside"), Path.of("../../outside"));
        Files.createSymbolicLink(root.resolve("to folder"), Path.of("a b"));
        Files.createSymbolicLink(root.resolve("nowhere"), Path.of("not/there"));
        return system;
    }

    @Override
    protected SystemSettings empty() {
        return StepCalls.system(
                "v1",
                "files",
                folder.resolve("root" + folders.incrementAndGet()).toString());
    }

    @Override
    protected Map<String, String> values(SystemSettings system) throws IOException {
        Map<String, String> values = new TreeMap<>();
        Path root = Path.of(system.address());
        try (Stream<Path> walked = Files.walk(root)) {
            for (Path path : walked.filter(one -> !one.equals(root)).toList()) {
                values.put(root.relativize(path).toString(), value(path));
            }
        }
        return values;
    }

    private static String value(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "-> " + Files.readSymbolicLink(path);
        }
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        return Files.isDirectory(path)
                ? mode
                : mode
                        + Files.getLastModifiedTime(path).toMillis()
                        + HexFormat.of().formatHex(Files.readAllBytes(path));
    }

    @Override
    protected void change(SystemSettings system) throws IOException {
        Path root = Path.of(system.address());
        Files.writeString(root.resolve("bytes"), "other");
        Files.delete(root.resolve("empty"));
        Files.createDirectories(root.resolve("later"));
        Files.writeString(root.resolve("later/file"), "x");
        mode(root.resolve("run.sh"), "rw-------");
        Files.delete(root.resolve("to folder"));
        Files.createDirectory(root.resolve("to folder"));
        Files.writeString(root.resolve("to folder/file"), "x");
    }

    @Override
    protected String place() {
        return "moved.json";
    }

    @Override
    protected void move(SystemSettings system) throws IOException {
        Files.writeString(Path.of(system.address()).resolve("moved.json"), "[]");
    }

    @Override
    protected List<String> surroundings() throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.map(Path::toString).sorted().toList();
        }
    }

    @Test
    void shouldNotWriteThroughALinkThatStandsWhereAFolderWas() throws IOException {
        SystemSettings system = filled();
        Path root = Path.of(system.address());
        Path outside = Files.createDirectories(folder.resolve("outside/deep/er"));
        Files.writeString(outside.resolve("memories.json"), "not ours");
        SnapshotFolder copy = copy("copy");
        kind().snapshot(system).take(copy);
        TreeRestore.remove(root.resolve("a b"));
        Files.createSymbolicLink(root.resolve("a b"), folder.resolve("outside"));

        kind().snapshot(system).restore(copy);

        assertThat(outside.resolve("memories.json")).hasContent("not ours");
        assertThat(Files.isDirectory(root.resolve("a b"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(root.resolve("a b/deep/er/memories.json")).hasContent("[{\"id\": 1}]\n");
    }

    @Test
    void shouldNoticeThatTheFolderIsWrittenMeanwhile() throws IOException {
        SystemSettings system = filled();
        AtomicInteger number = new AtomicInteger();
        SnapshotFolder copy = new SnapshotFolder(copy("copy").path(), () -> {
            try {
                Files.writeString(Path.of(system.address(), "log"), "line " + number.incrementAndGet());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertThatThrownBy(() -> kind().snapshot(system).take(copy))
                .isInstanceOfSatisfying(CaravanException.class, changed -> assertThat(changed.code())
                        .isEqualTo(ErrorCode.SOURCE_CHANGED));
    }

    @Test
    void shouldRefuseToStandInsideWhatItCopies() throws IOException {
        SystemSettings system = filled();
        SnapshotFolder inside = new SnapshotFolder(
                Files.createDirectory(Path.of(system.address(), "state")), SnapshotFolder.Pace.UNHURRIED);

        assertThatThrownBy(() -> kind().snapshot(system).take(inside)).hasMessageContaining("inside what it copies");
    }

    private SnapshotFolder copy(String name) throws IOException {
        return new SnapshotFolder(Files.createDirectory(folder.resolve(name)), SnapshotFolder.Pace.UNHURRIED);
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
