package dev.caravan.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BarnabeeDataTest {
    @TempDir
    private Path folder;

    @Test
    void shouldWriteAsManyRecordsAsItSays() throws IOException {
        BarnabeeData.Made made = BarnabeeData.write(folder, 199, 150, 7);

        int memories = 0;
        int conversations = 0;
        int turns = 0;
        for (Path file : files(folder).values()) {
            boolean memory = file.getFileName().toString().startsWith("memories");
            for (JsonNode record : records(file)) {
                memories += memory ? 1 : 0;
                conversations += memory ? 0 : 1;
                turns += record.path("turns").size() + record.path("messages").size();
            }
        }
        assertThat(made).isEqualTo(new BarnabeeData.Made(9, memories, conversations, turns, 0, 0, 0, made.bytes()));
        assertThat(memories).isEqualTo(199);
        assertThat(conversations).isEqualTo(150);
    }

    @Test
    void shouldMakeSameBytesFromSameSeed() throws IOException {
        BarnabeeData.write(folder.resolve("one"), 500, 300, 7);
        BarnabeeData.write(folder.resolve("two"), 500, 300, 7);
        BarnabeeData.write(folder.resolve("other"), 500, 300, 8);

        assertThat(contents(folder.resolve("one")))
                .isEqualTo(contents(folder.resolve("two")))
                .isNotEqualTo(contents(folder.resolve("other")));
    }

    @Test
    void shouldKeepBadRecordsFewAndSayHowMany() throws IOException {
        BarnabeeData.Made few = BarnabeeData.write(folder, 400, 200, 7);
        BarnabeeData.Made many = BarnabeeData.write(folder, 20_000, 5_000, 7);

        assertThat(few.badMemories()).isEqualTo(2);
        assertThat(few.badConversations()).isEqualTo(1);
        assertThat(few.badTurns()).isEqualTo(1);
        assertThat(many.badMemories()).isEqualTo(6);
        assertThat(many.badConversations()).isEqualTo(6);
        assertThat(text("conversations.json").split("after supper", -1)).hasSizeBetween(2, 7);
    }

    @Test
    void shouldUseOneNameInTwoFoldersAndPackOneFile() throws IOException {
        BarnabeeData.write(folder, 100, 100, 7);

        assertThat(folder.resolve("memories.json")).isRegularFile();
        assertThat(folder.resolve("kitchen/memories.json")).isRegularFile();
        assertThat(Files.readAllBytes(folder.resolve("archive/memories-2022.json")))
                .startsWith(0x1f, 0x8b);
        assertThat(text("memories-first.json")).startsWith("{");
        assertThat(text("rooms/garage/memories_phone.json").lines()).hasSize(15);
    }

    @Test
    void shouldRefuseNegativeCounts() {
        assertThatThrownBy(() -> BarnabeeData.write(folder, -1, 0, 7)).hasMessageContaining("-1");
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve(file), UTF_8);
    }

    private static Map<String, String> contents(Path root) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Map.Entry<String, Path> file : files(root).entrySet()) {
            contents.put(file.getKey(), new String(Files.readAllBytes(file.getValue()), ISO_8859_1));
        }
        return contents;
    }

    private static Map<String, Path> files(Path root) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(Files::isRegularFile)
                    .forEach(file -> files.put(root.relativize(file).toString(), file));
        }
        return files;
    }

    private static List<JsonNode> records(Path file) throws IOException {
        try (InputStream plain = Files.newInputStream(file);
                InputStream in = file.toString().contains("archive") ? new GZIPInputStream(plain) : plain;
                MappingIterator<JsonNode> records =
                        new ObjectMapper().readerFor(JsonNode.class).readValues(in)) {
            return records.readAll();
        }
    }
}
