package dev.caravan.system.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change while they are read. */
class FileChangeTest {
    private static final String RECORDS = "[{\"n\":1},{\"n\":2},{\"n\":3}]";

    @TempDir
    private Path folder;

    /** Far in the future: no file looks freshly written. */
    private final Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(1)), ZoneOffset.UTC);

    @Test
    void shouldNoticeAFileThatGrows() throws IOException {
        write("a.json", RECORDS);

        assertChanged(() -> Files.writeString(folder.resolve("a.json"), RECORDS + " "), "its size went from 25 to 26");
    }

    @Test
    void shouldNoticeAFileThatVanishes() throws IOException {
        write("a.json", RECORDS);

        assertChanged(() -> Files.delete(folder.resolve("a.json")), "it is gone");
    }

    @Test
    void shouldNoticeAFileThatIsWrittenAgainWithTheSameSizeAndTime() throws IOException {
        Path file = write("a.json", RECORDS);
        FileTime modified = Files.getLastModifiedTime(file);

        assertChanged(
                () -> {
                    Files.writeString(file, RECORDS.replace('3', '4'));
                    Files.setLastModifiedTime(file, modified);
                },
                "its content was written again");
    }

    @Test
    void shouldNoticeAFileThatAnotherTakesThePlaceOf() throws IOException {
        Path file = write("a.json", RECORDS);
        Path other = write("other", RECORDS.replace('3', '4'));

        assertChanged(() -> Files.move(other, file, StandardCopyOption.ATOMIC_MOVE), "another file took its place");
    }

    @Test
    void shouldNoticeAFileThatALinkTakesThePlaceOf() throws IOException {
        Path file = write("a.json", RECORDS);
        Path same = write("same", RECORDS);

        assertChanged(
                () -> {
                    Files.delete(file);
                    Files.createSymbolicLink(file, same);
                },
                "it became a link");
    }

    @Test
    void shouldNoticeAFolderThatALinkTakesThePlaceOf() throws IOException {
        Path file = write("in/a.json", RECORDS);
        write("out/a.json", RECORDS.replace('3', '4'));

        assertChanged(
                () -> {
                    Files.move(file.getParent(), folder.resolve("away"));
                    Files.createSymbolicLink(folder.resolve("in"), folder.resolve("out"));
                },
                "another file took its place");
    }

    @Test
    void shouldNotMindAFileThatIsTouchedOnly() throws IOException {
        Path file = write("a.json", RECORDS);

        try (FilesSource source = source("**/a.json")) {
            Partition partition = source.open().get(0);
            source.identity(partition);
            Chunk first = source.read(partition, Position.START, 1);
            Files.setLastModifiedTime(file, FileTime.fromMillis(1));

            Chunk rest = source.read(partition, first.to(), 10);

            assertThat(rest.records().count()).isEqualTo(2);
            assertThat(rest.last()).isTrue();
        }
    }

    /** Some file systems' clocks are so coarse that two changes leave the same times. */
    @Test
    void shouldLookAtTheContentOfAFreshFileOnceMoreAtItsEnd() throws IOException {
        Path file = write("a.json", RECORDS);
        FoundFile found = new FoundFile("a.json", file, FileStamp.of(file));
        Instant changed = found.stamp().changed().toInstant();
        SourceFile fresh = new SourceFile("v1", found, clockAt(changed.plusMillis(500)), path -> found.stamp());
        SourceFile settled = new SourceFile("v1", found, clockAt(changed.plusSeconds(2)), path -> found.stamp());
        fresh.identity();
        settled.identity();

        fresh.requireUnchanged(true);
        write("a.json", RECORDS.replace('3', '4'));

        fresh.requireUnchanged(false);
        settled.requireUnchanged(true);
        assertThatThrownBy(() -> fresh.requireUnchanged(true))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("its content was written again");
    }

    private void assertChanged(Change change, String difference) throws IOException {
        try (FilesSource source = source("**/a.json")) {
            Partition partition = source.open().get(0);
            source.identity(partition);
            Chunk first = source.read(partition, Position.START, 1);
            change.make();

            assertError(() -> source.read(partition, first.to(), 1), ErrorCode.SOURCE_CHANGED, difference);
            assertError(() -> source.read(partition, Position.START, 1), ErrorCode.SOURCE_CHANGED, "");
        }
    }

    private static void assertError(Runnable action, ErrorCode code, String message) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(CaravanException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.where()).startsWith("v1 ");
            assertThat(e.getMessage()).contains(message);
        });
    }

    private FilesSource source(String... globs) {
        return new FilesSource(
                "v1", folder.toString(), Arrays.stream(globs).map(Glob::new).toList(), Limits.DEFAULT, later);
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content.getBytes(UTF_8));
    }

    private static Clock clockAt(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }
}
