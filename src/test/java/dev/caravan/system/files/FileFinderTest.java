package dev.caravan.system.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFinderTest {
    @TempDir
    private Path folder;

    private Path root;
    private Path outside;

    @BeforeEach
    void makeFolders() throws IOException {
        root = Files.createDirectory(folder.resolve("v1"));
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret.json"), "[{\"secret\":1}]");
        Files.writeString(root.resolve("a.json"), "[{\"n\":1}]");
    }

    @Test
    void shouldNeverFollowALinkOutOfTheFolder() throws IOException {
        Files.createSymbolicLink(root.resolve("link.json"), outside.resolve("secret.json"));
        Files.createSymbolicLink(root.resolve("relative.json"), Path.of("../outside/secret.json"));
        Files.createSymbolicLink(root.resolve("folder"), outside);
        Files.createSymbolicLink(root.resolve("dangling.json"), Path.of("nowhere"));
        Files.createSymbolicLink(root.resolve("loop.json"), Path.of("loop.json"));
        Files.createSymbolicLink(root.resolve("up"), Path.of(".."));

        try (FilesSource source = source("**/*.json")) {
            List<Partition> partitions = source.open();

            assertThat(partitions)
                    .extracting(Partition::id)
                    .containsExactly("a.json", "dangling.json", "link.json", "loop.json", "relative.json");
            for (Partition link : partitions.subList(1, 5)) {
                Chunk chunk = source.read(link, Position.START, 10);
                assertThat(chunk.last()).isTrue();
                assertThat(chunk.rejects()).singleElement().satisfies(reject -> {
                    assertThat(reject.code()).isEqualTo("broken_file");
                    assertThat(reject.reason()).startsWith("is a link");
                    assertThat(reject.key()).isEqualTo(link.id() + "#0");
                });
                assertThat(source.read(link, chunk.to(), 10).records().count()).isZero();
                assertThat(source.identity(link)).isNotBlank();
            }
        }
    }

    @Test
    void shouldLeaveOutALinkToAFileThatIsReadUnderItsOwnName() throws IOException {
        Files.createSymbolicLink(root.resolve("latest.json"), root.resolve("a.json"));
        Files.writeString(root.resolve("unmatched.txt"), "[]");
        Files.createSymbolicLink(root.resolve("other.json"), root.resolve("unmatched.txt"));

        assertThat(ids("*.json")).containsExactly("a.json", "other.json");
    }

    @Test
    void shouldTellWhenALinkLeadsElsewhere() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("link.json"), outside.resolve("secret.json"));
        String before = identity("link.json");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("nowhere"));

        assertThat(identity("link.json")).isNotEqualTo(before);
    }

    @Test
    void shouldTakeTheFolderItselfThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("v1-link"), root);

        try (FilesSource source = source(link, "**/*.json")) {
            assertThat(source.open()).extracting(Partition::id).containsExactly("a.json");
        }
    }

    @Test
    void shouldLeaveOutFolders() throws IOException {
        Files.createDirectories(root.resolve("memories.json"));
        Files.writeString(root.resolve("memories.json/b.json"), "[]");

        assertThat(ids("**/*.json")).containsExactly("a.json", "memories.json/b.json");
    }

    @Test
    void shouldRejectWhatIsNeitherFileNorFolder() throws Exception {
        Path pipe = root.resolve("pipe.json");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        try (FilesSource source = source("pipe.json")) {
            Chunk chunk = source.read(source.open().get(0), Position.START, 10);

            assertThat(chunk.rejects()).singleElement().satisfies(reject -> assertThat(reject.reason())
                    .startsWith("is not a file"));
        }
    }

    @Test
    void shouldRefuseAMatchedNameThatCannotStandInAKey() throws IOException {
        Files.writeString(root.resolve("line\nfeed.json"), "[]");

        assertThat(ids("a.json")).containsExactly("a.json");
        assertThatThrownBy(() -> ids("*.json"))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("'line?feed.json' has control characters");
    }

    @Test
    void shouldRefuseAMatchedNameThatIsNotUtf8() throws IOException {
        Files.writeString(Path.of(URI.create(root.toUri() + "bad%FF.json")), "[]");

        assertThatThrownBy(() -> ids("*.json"))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("is not UTF-8");
    }

    @Test
    void shouldNameFilesAlikeUnderEveryLocale() throws IOException {
        Path umlaut = Path.of(URI.create(root.toUri() + "%C3%BC%20%25/x.json"));
        Files.createDirectories(umlaut.getParent());
        Files.writeString(umlaut, "[]");

        assertThat(ids("**/x.json")).containsExactly("\u00fc %/x.json");
    }

    private List<String> ids(String... globs) {
        try (FilesSource source = source(globs)) {
            return source.open().stream().map(Partition::id).toList();
        }
    }

    private String identity(String id) {
        try (FilesSource source = source(id)) {
            return source.identity(source.open().get(0));
        }
    }

    private FilesSource source(String... globs) {
        return source(root, globs);
    }

    private static FilesSource source(Path root, String... globs) {
        List<Glob> compiled = Arrays.stream(globs).map(Glob::new).toList();
        return new FilesSource("v1", root.toString(), compiled, Limits.DEFAULT, Clock.systemUTC());
    }
}
