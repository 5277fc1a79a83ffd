package dev.caravan.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.bench.BarnabeeData;
import dev.caravan.scenario.Launched;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may have changed around a run that was killed, before it is started again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangedWorldIT {
    private Path folder;
    private Path killed;
    private Journey journey;

    @BeforeAll
    void killARun(@TempDir Path shared) throws IOException {
        folder = shared.resolve("world");
        BarnabeeData.write(folder.resolve("v1"), 1_600, 400, 6);
        journey = new Journey(folder.resolve("journey"), folder.resolve("v1"));
        Running run = Running.start(journey.dyingAt("rejects-kept:4"), journey.run());
        assertThat(run.end()).as(run.said()).isEqualTo(137);
        assertThat(journey.done()).isBetween(0.1, 0.9);
        killed = Files.move(folder, shared.resolve("killed"));
    }

    @BeforeEach
    void makeItAsItWas() throws IOException {
        deleteAll(folder);
        try (Stream<Path> files = Files.walk(killed)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, folder.resolve(killed.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"changed", "grown", "gone"})
    void shouldNameASourceFileThatIsNotWhatItWas(String what) throws IOException {
        Path file = journey.v1().resolve("rooms/garage/memories_phone.json");
        byte[] before = Files.readAllBytes(file);
        switch (what) {
            case "changed" -> {
                byte[] changed = before.clone();
                changed[new String(before, UTF_8).indexOf("summary") + 12] ^= 1;
                Files.write(file, changed);
            }
            case "grown" -> Files.writeString(file, "{\"summary\": \"new\"}\n", StandardOpenOption.APPEND);
            default -> Files.delete(file);
        }

        refused("SOURCE_CHANGED v1 " + journey.v1() + ": 'rooms/garage/memories_phone.json' is ", "--fresh");

        assertThat(journey.problemsHalfWay()).isEmpty();
        Files.write(file, before);
        assertFinished();
    }

    @Test
    void shouldTakeANewSourceFileIn() throws IOException {
        Files.createDirectories(journey.v1().resolve("attic"));
        Files.writeString(journey.v1().resolve("attic/memories.json"), "[{\"summary\": \"found in the attic\"}]");
        Journey more = new Journey(journey.folder(), journey.v1());

        Running next = more.finish();

        assertThat(next.end()).as(next.said()).isZero();
        assertThat(more.problems()).isEmpty();
    }

    @Test
    void shouldResumeFromTheLedgerWhenTheStateIsGone() throws IOException {
        deleteAll(journey.state());

        Running next = journey.finish();

        assertThat(next.end()).as(next.said()).isZero();
        assertThat(next.said()).contains("the ledger in the target");
        assertThat(journey.problems()).isEmpty();
    }

    @Test
    void shouldSayThatTheJournalWentWithTheStateDatabase() throws IOException {
        for (String name : List.of("caravan.db", "caravan.db-wal", "caravan.db-shm")) {
            Files.deleteIfExists(journey.state().resolve(name));
        }

        refused("STATE_UNUSABLE " + journey.state().resolve("journal.head"), "move this file away");

        Files.move(journey.state().resolve("journal.head"), folder.resolve("journal.head"));
        assertFinished();
    }

    @Test
    void shouldRefuseAJournalThatSomebodyChanged() throws SQLException {
        try (Connection books = DriverManager.getConnection(
                        "jdbc:sqlite:" + journey.state().resolve("caravan.db"));
                Statement statement = books.createStatement()) {
            statement.executeUpdate("UPDATE journal SET entry = replace(entry, 'run start', 'run begun')");
        }

        refused("STATE_UNUSABLE " + journey.state().resolve("caravan.db") + " journal entry 1: ", "compare");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5000})
    void shouldRefuseADamagedStateAndGoOnWithoutIt(int place) throws IOException {
        Path books = journey.state().resolve("caravan.db");
        journey.books("SELECT 1");
        try (Connection live = DriverManager.getConnection("jdbc:sqlite:" + books);
                Statement statement = live.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            throw new IOException(e);
        }
        try (RandomAccessFile file = new RandomAccessFile(books.toFile(), "rw")) {
            file.seek(place);
            file.write(new byte[3_000]);
        }

        refused("STATE_UNUSABLE " + books + ": is damaged", "move its folder away");

        Files.move(journey.state(), folder.resolve("damaged"));
        assertFinished();
    }

    @Test
    void shouldFindEveryRowAgainWhenTheLedgerWasDeleted() throws SQLException {
        try (Connection v2 = DriverManager.getConnection("jdbc:sqlite:" + journey.v2());
                Statement statement = v2.createStatement()) {
            for (String table : List.of("caravan_ledger", "caravan_pipeline", "caravan_migration")) {
                statement.executeUpdate("DROP TABLE " + table);
            }
        }

        Running next = journey.finish();

        assertThat(next.end()).as(next.said()).isZero();
        assertThat(journey.problemsOfRowsAndRejects()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-2h", "+30d"})
    void shouldNotMindAClockThatWasSet(String offset) {
        Launched caravan = journey.caravan()
                .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .with("FAKETIME_FORCE_MONOTONIC_FIX", "0")
                .below("faketime", "-f", offset);

        Running next = Running.start(caravan, journey.run());

        assertThat(next.end()).as(next.said()).isZero();
        assertThat(journey.problems()).isEmpty();
    }

    private static void deleteAll(Path place) throws IOException {
        if (Files.exists(place)) {
            try (Stream<Path> files = Files.walk(place)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private void refused(String line, String advice) {
        Running refused = Running.start(journey.caravan(), journey.run("-q"));
        assertThat(refused.end()).as(refused.said()).isEqualTo(1);
        assertThat(refused.errors()).startsWith(line).contains(advice).hasLineCount(1);
    }

    private void assertFinished() {
        Running next = journey.finish();
        assertThat(next.end()).as(next.said()).isZero();
        assertThat(journey.problems()).isEmpty();
    }
}
