package dev.caravan.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RejectFileTest {
    private static final PipelineName TURNS = new PipelineName("orders", "turns");

    @TempDir
    Path folder;

    private Database database;
    private Rejects rejects;
    private RejectFile file;

    @BeforeEach
    void open() {
        database = Database.open(folder, new TickingClock("2026-03-01T01:00:00Z"));
        rejects = new Rejects(database, new TickingClock("2026-03-01T02:00:00Z"));
        file = new RejectFile(folder, TURNS, rejects);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void shouldWriteLinesInThePublishedForm() throws IOException {
        Chunk chunk = Chunks.of("a.json", 3, "{\"t\":\"line\\nbreak ü\"}");
        chunk.rejectChild(0, "conversation_turns", 2, "bad_type", "transform", "why");
        chunk.reject(0, "missing_field", "validate", "why \"so\"");
        rejects.save(TURNS, chunk);

        file.render();

        assertThat(folder.resolve("rejects/orders/turns.ndjson"))
                .hasContent(
                        """
                        {"code":"bad_type","stage":"transform","key":"a.json#3","source":"a.json byte 1000","position":\
                        {"partition":"a.json","ordinal":3,"child":"conversation_turns","number":2},"reason":"why",\
                        "record":"{\\"t\\":\\"line\\\\nbreak ü\\"}","at":"2026-03-01T02:00:00Z"}
                        {"code":"missing_field","stage":"validate","key":"a.json#3","source":"a.json byte 1000","position":\
                        {"partition":"a.json","ordinal":3},"reason":"why \\"so\\"",\
                        "record":"{\\"t\\":\\"line\\\\nbreak ü\\"}","at":"2026-03-01T02:00:00Z"}
                        """);
    }

    @Test
    void shouldBeEmptyButThereWithoutRejectsAndLeaveKeptRowsOut() {
        Chunk chunk = Chunks.of("a", 0, 3);
        chunk.keep(1, "r");
        rejects.save(TURNS, chunk);

        file.render();

        assertThat(file.path()).isEmptyFile();
    }

    @Test
    void shouldBeForItsOwnerAlone() throws IOException {
        file.render();

        assertThat(mode(file.path())).isEqualTo("rw-------");
        assertThat(mode(folder.resolve("rejects"))).isEqualTo("rwx------");
        assertThat(mode(folder.resolve("rejects/orders"))).isEqualTo("rwx------");
    }

    @Test
    void shouldAddWhatIsNewWithoutTouchingWhatIsThere() throws IOException {
        reject("a", 1);
        file.render();
        Object inode = Files.getAttribute(file.path(), "unix:ino");

        reject("b", 7);
        reject("a", 2);
        file.render();
        file.render();

        assertThat(places()).containsExactly("a 1", "b 7", "a 2");
        assertThat(Files.getAttribute(file.path(), "unix:ino")).isEqualTo(inode);
    }

    @Test
    void shouldLoseTheLinesOfForgottenRecords() throws IOException {
        for (long i = 0; i < 450; i++) {
            reject("a", i);
        }
        file.render();
        assertThat(places()).hasSize(450);

        rejects.forgetFrom(TURNS, "a", 3);
        reject("a", 4);
        file.render();

        assertThat(places()).containsExactly("a 0", "a 1", "a 2", "a 4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage\n", "{\"code\":\"x\"", "remove"})
    void shouldMendAFileThatIsNotAsItWasLeft(String content) throws IOException {
        reject("a", 1);
        file.render();
        if (content.equals("remove")) {
            Files.delete(file.path());
        } else {
            Files.writeString(file.path(), content);
        }

        reject("a", 2);
        file.render();

        assertThat(places()).containsExactly("a 1", "a 2");
    }

    @Test
    void shouldMendWhatAKilledRunLeftAtItsFirstCall() throws IOException {
        reject("a", 1);
        file.render();
        Files.writeString(file.path(), Files.readString(file.path()) + "{\"code\":\"half");

        new RejectFile(folder, TURNS, rejects).render();

        assertThat(places()).containsExactly("a 1");
    }

    @Test
    void shouldNotFollowLinksOutOfTheState() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path precious = Files.writeString(elsewhere.resolve("turns.ndjson"), "precious");
        Files.createDirectory(folder.resolve("rejects"));
        Path link = Files.createSymbolicLink(folder.resolve("rejects/orders"), elsewhere);

        assertThatThrownBy(file::render).isInstanceOf(CaravanException.class).hasMessageContaining("not a folder");
        assertThat(precious).hasContent("precious");

        Files.delete(link);
        Files.createDirectory(link);
        Files.createSymbolicLink(file.path(), precious);
        file.render();
        assertThat(precious).hasContent("precious");
        assertThat(file.path()).isEmptyFile().satisfies(path -> assertThat(Files.isSymbolicLink(path))
                .isFalse());
    }

    @Test
    void shouldStayWholeUnderThreads() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String partition = "p" + t;
            Thread thread = new Thread(() -> {
                for (long i = 0; i < 25; i++) {
                    reject(partition, i);
                    file.render();
                    if (i % 10 == 9) {
                        rejects.forgetFrom(TURNS, partition, i);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        file.render();

        assertThat(places()).hasSize(4 * 23).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file-written:1", "file-renamed:1"})
    void shouldBeOldOrNewWhenKilledWhileItIsReplaced(String place) throws IOException {
        reject("a", 1);
        file.render();
        String before = Files.readString(file.path());
        reject("a", 2);

        try (ChildJvm child = ChildJvm.start(Map.of("CARAVAN_TEST_KILL_AT", place), RenderingChild.class, folder)) {
            assertThat(child.end()).isEqualTo(137);
        }

        if (place.startsWith("file-written")) {
            assertThat(file.path()).hasContent(before);
        } else {
            assertThat(places()).containsExactly("a 1", "a 2");
        }
        new RejectFile(folder, TURNS, rejects).render();
        assertThat(places()).containsExactly("a 1", "a 2");
        assertThat(folder.resolve("rejects/orders").toFile().list()).containsExactly("turns.ndjson");
    }

    @Test
    void shouldStopWithPathAndBytesWhenTheFileMayNotGrowAndMendItLater() throws IOException {
        for (long i = 0; i < 300; i++) {
            reject("a", i);
        }
        try (ChildJvm child = ChildJvm.start(RenderingChild.class, folder, "wait")) {
            assertThat(child.line()).isEqualTo("ready");
            child.limitFiles(20_000);
            child.go();
            assertThat(child.line())
                    .startsWith("IO_FAILED " + folder.toRealPath().resolve("rejects/orders/turns.ndjson"))
                    .containsPattern("at least \\d{5,} bytes are needed")
                    .contains("run again");
            assertThat(child.end()).isEqualTo(1);
        }
        assertThat(file.path()).doesNotExist();

        file.render();
        assertThat(places()).hasSize(300);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldNotTrustAFileOrFolderWhoseSyncFailed(int n) throws IOException {
        reject("a", 1);
        // The last connection to close would sync too; this one stays open
        try (ChildJvm child = ChildJvm.startWithFailingSync(n, RenderingChild.class, folder)) {
            assertThat(child.rest())
                    .last()
                    .asString()
                    .startsWith("IO_FAILED")
                    .contains("turns.ndjson", "Input/output error");
            assertThat(child.end()).isEqualTo(1);
        }

        file.render();
        assertThat(places()).containsExactly("a 1");
    }

    private void reject(String partition, long ordinal) {
        Chunk chunk = Chunks.of(partition, ordinal, ordinal + 1);
        chunk.reject(0, "bad_code", "validate", "r");
        rejects.save(TURNS, chunk);
    }

    private List<String> places() throws IOException {
        List<String> places = new ArrayList<>();
        for (String line : Files.readAllLines(file.path())) {
            JsonNode position = new ObjectMapper().readTree(line).get("position");
            places.add(position.get("partition").asText() + " "
                    + position.get("ordinal").asLong());
        }
        return places;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** Renders the file once and tells what went wrong. */
    static final class RenderingChild {
        public static void main(String[] arguments) throws IOException {
            Path state = Path.of(arguments[0]);
            try (Database database = Database.open(state, Clock.systemUTC())) {
                if (arguments.length > 1) {
                    System.out.println("ready");
                    System.in.read();
                }
                new RejectFile(state, TURNS, new Rejects(database, Clock.systemUTC())).render();
            } catch (CaravanException e) {
                System.out.println(e.line());
                System.exit(e.code().exitStatus());
            }
        }
    }
}
