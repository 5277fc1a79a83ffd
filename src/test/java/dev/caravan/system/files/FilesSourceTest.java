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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesSourceTest {
    private static final String RECORDS = "[{\"n\":1},{\"n\":2},{\"n\":3}]";

    @TempDir
    private Path folder;

    /** Far in the future: no file looks freshly written. */
    private final Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(1)), ZoneOffset.UTC);

    @Test
    void shouldReadAFilePerPartitionInByteOrder() throws IOException {
        write("b.json", RECORDS);
        write("a/z.json", RECORDS);
        write("a.json", RECORDS);
        // As bytes, for a test must pass under every locale too
        Files.writeString(Path.of(URI.create(folder.toUri() + "%EF%BD%9E.json")), RECORDS);
        Files.writeString(Path.of(URI.create(folder.toUri() + "%F0%9F%98%80.json")), RECORDS);
        write("other.txt", RECORDS);

        try (FilesSource source = source("**/*.json", "*.json")) {
            List<Partition> partitions = source.open();

            // By UTF-8 bytes; by UTF-16 the last two would be the other way round
            assertThat(partitions)
                    .extracting(Partition::id)
                    .containsExactly("a.json", "a/z.json", "b.json", "\uff5e.json", "\ud83d\ude00.json");
            assertThat(partitions.get(0)).isEqualTo(new Partition("a.json", "a.json", "", -1, RECORDS.length()));
            assertThat(texts(source, partitions.get(4))).containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
        }
    }

    @Test
    void shouldMakeKeysOfPathAndOrdinal() throws IOException {
        write("a/b.json", RECORDS);

        try (FilesSource source = source("**/*.json")) {
            Chunk chunk = source.read(source.open().get(0), new Position(1, "array@8"), 1);

            assertThat(chunk.records().key(0)).isEqualTo("a/b.json#1");
            assertThat(chunk.records().place(0)).isEqualTo("a/b.json byte 9");
            assertThat(chunk.to()).isEqualTo(new Position(2, "array@16"));
        }
    }

    @Test
    void shouldHaveNoPartitionWhereNothingMatches() {
        try (FilesSource source = source("*.json")) {
            assertThat(source.open()).isEmpty();
        }
    }

    @Test
    void shouldRefuseAFolderThatIsNone() throws IOException {
        write("file.json", RECORDS);

        assertError(
                () -> new FilesSource(
                                "v1", folder + "/nowhere", List.of(new Glob("*")), Limits.DEFAULT, Clock.systemUTC())
                        .open(),
                ErrorCode.SOURCE_UNUSABLE,
                "there is no such folder");
        assertError(
                () -> new FilesSource(
                                "v1", folder + "/file.json", List.of(new Glob("*")), Limits.DEFAULT, Clock.systemUTC())
                        .open(),
                ErrorCode.SOURCE_UNUSABLE,
                "is not a folder");
    }

    @Test
    void shouldRefuseAPositionThatLiesBehindTheEnd() throws IOException {
        write("a.json", RECORDS);
        Files.write(folder.resolve("b.json"), Gzip.of(RECORDS));

        try (FilesSource source = source("*.json")) {
            for (Partition partition : source.open()) {
                assertError(
                        () -> source.read(partition, new Position(9, "array@1000"), 1),
                        ErrorCode.SOURCE_CHANGED,
                        "less than the 1000 bytes");
            }
        }
    }

    @Test
    void shouldRefuseAPositionOfAnotherKind() throws IOException {
        write("a.json", RECORDS);

        try (FilesSource source = source("*.json")) {
            Partition partition = source.open().get(0);
            for (String token : List.of("", "rowid:5", "array@-1", "array@", "start@0", "array@9999999999999999999")) {
                assertError(
                        () -> source.read(partition, new Position(1, token), 1), ErrorCode.SOURCE_UNUSABLE, "position");
            }
        }
    }

    @Test
    void shouldRefuseAPartitionThatIsGone() throws IOException {
        write("a.json", RECORDS);

        try (FilesSource source = source("*.json")) {
            source.open();

            assertError(
                    () -> source.identity(new Partition("b.json", "b.json", "", -1, -1)),
                    ErrorCode.SOURCE_CHANGED,
                    "is gone from");
        }
    }

    @Test
    void shouldReadAPackedFileUpToWhereItIsCutOff() throws IOException {
        byte[] packed = Gzip.of(RECORDS.replace("]", ",\"" + noise(5000) + "\"]"));
        Files.write(folder.resolve("a.json"), Arrays.copyOf(packed, packed.length / 2));

        try (FilesSource source = source("*.json")) {
            Partition partition = source.open().get(0);

            assertThat(texts(source, partition))
                    .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "broken_file@25");
        }
    }

    @Test
    void shouldHandOnNoRecordOfAPackedFileWithAWrongSum() throws IOException {
        byte[] packed = Gzip.of(RECORDS);
        packed[packed.length - 5] ^= 1;
        Files.write(folder.resolve("a.json.gz"), packed);
        Files.write(folder.resolve("b.jsonl.gz"), packed);

        try (FilesSource source = source("*")) {
            for (Partition partition : source.open()) {
                assertThat(texts(source, partition)).containsExactly("broken_file@0");
                assertThat(source.read(partition, Position.START, 1)
                                .rejects()
                                .get(0)
                                .reason())
                        .contains("does not have the sum");
            }
        }
    }

    @Test
    void shouldNotHandOnALineThatTheDamageCut() throws IOException {
        byte[] lines = Gzip.of("{\"n\":1}\n{\"t\":\"" + noise(5000) + "\"}\n");
        byte[] cut = Arrays.copyOf(lines, lines.length / 2);
        Files.write(folder.resolve("a.ndjson.gz"), cut);

        try (FilesSource source = source("*")) {
            assertThat(texts(source, source.open().get(0))).containsExactly("{\"n\":1}", "broken_file@8");
        }
    }

    @Test
    void shouldSayThatArraysOneAfterAnotherAreNoFile() throws IOException {
        Files.write(folder.resolve("a.json"), Gzip.of(RECORDS, RECORDS));

        try (FilesSource source = source("*")) {
            assertThat(texts(source, source.open().get(0))).hasSize(4).endsWith("broken_file@25");
        }
    }

    @Test
    void shouldCloseAChunkOnceItIsLarge() throws IOException {
        String record = "{\"t\":\"" + "x".repeat(1 << 20) + "\"}";
        write("a.json", "[" + String.join(",", Collections.nCopies(12, record)) + "]");

        try (FilesSource source = source("*")) {
            Partition partition = source.open().get(0);
            Chunk first = source.read(partition, Position.START, 5000);
            Chunk second = source.read(partition, first.to(), 5000);

            assertThat(first.records().count()).isEqualTo(8);
            assertThat(first.last()).isFalse();
            assertThat(second.records().count()).isEqualTo(4);
        }
    }

    @Test
    void shouldRefuseToReadOnceClosed() throws IOException {
        write("a.json", RECORDS);
        FilesSource source = source("*");
        Partition partition = source.open().get(0);
        source.close();

        assertThatThrownBy(() -> source.read(partition, Position.START, 1)).isInstanceOf(IllegalStateException.class);
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

    private static List<String> texts(FilesSource source, Partition partition) {
        Framed framed = new Framed();
        Position next = Position.START;
        Chunk chunk;
        do {
            chunk = source.read(partition, next, 2);
            framed.add(chunk);
            next = chunk.to();
        } while (!chunk.last());
        return framed.records;
    }

    /** Text that packs badly. */
    private static String noise(int length) {
        return new Random(1)
                .ints(length, 'a', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
