package dev.caravan.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseTest {
    private static final Schema.Script FIRST =
            new Schema.Script(1, "001-a.sql", "CREATE TABLE a (x);INSERT INTO a VALUES (7);");
    private static final Schema.Script SECOND =
            new Schema.Script(2, "002-b.sql", "ALTER TABLE a ADD COLUMN y;CREATE TABLE b (z);");

    private final Clock clock = new TickingClock("2026-03-01T02:00:00Z");

    @TempDir
    Path folder;

    @Test
    void shouldMakeFolderAndFilesReadableByTheirOwnerAlone() throws IOException {
        Path state = folder.resolve("deep/state");

        try (Database database = Database.open(state, clock)) {
            database.write(session -> session.update("INSERT INTO migrations VALUES ('m', 't')"));

            assertThat(mode(state)).isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(state)) {
                assertThat(files.toList()).hasSize(3).allSatisfy(file -> assertThat(mode(file))
                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void shouldSyncEveryCommitAndKeepForeignKeys() {
        try (Database database = Database.open(folder, clock)) {
            assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(database, "synchronous")).isEqualTo("2");
            assertThat(pragma(database, "foreign_keys")).isEqualTo("1");
            assertThat(pragma(database, "secure_delete")).isEqualTo("1");
            assertThat(pragma(database, "busy_timeout")).isEqualTo("10000");
        }
    }

    @Test
    void shouldReadWhileAnotherThreadIsInTheMiddleOfAWrite() throws Exception {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        try (Database database = Database.open(folder, clock)) {
            Future<String> writing = writer.submit(() -> database.write(session -> {
                session.update("INSERT INTO migrations VALUES ('m', 't')");
                begun.countDown();
                boolean wasRead = await(read);
                return names(database) + " " + wasRead;
            }));
            begun.await();

            assertThat(names(database)).isEmpty();
            read.countDown();

            assertThat(writing.get()).isEqualTo("[m] true");
            assertThat(names(database)).containsExactly("m");
        } finally {
            writer.shutdownNow();
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> names(Database database) {
        return database.read(session -> session.list("SELECT name FROM migrations", row -> row.getString(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "a?mode=memory", "hash#tag", "%41percent", "ümlaut", "semi;colon", "quote'"})
    void shouldTakeEveryPathAsItIs(String name) {
        Path state = folder.resolve(name);

        Database.open(state, clock).close();

        assertThat(state.resolve("caravan.db")).isRegularFile().isNotEmptyFile();
        assertThat(Database.existsIn(state)).isTrue();
        assertThat(folder).isDirectoryContaining(path -> path.equals(state));
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void shouldBringAnOlderSchemaUpToDateKeepingWhatIsThere() {
        Database.open(folder, clock, new Schema(List.of(FIRST))).close();

        try (Database database = Database.open(folder, clock, new Schema(List.of(FIRST, SECOND)))) {
            assertThat(texts(database, "SELECT x || ':' || coalesce(y, '-') FROM a"))
                    .containsExactly("7:-");
            assertThat(texts(database, "SELECT number || ' ' || name || ' ' || applied FROM schema_scripts"))
                    .containsExactly("1 001-a.sql 2026-03-01T02:00:00Z", "2 002-b.sql 2026-03-01T02:00:01Z");
        }
    }

    @Test
    void shouldUndoAnUpgradeThatFailsHalfWay() {
        Database.open(folder, clock, new Schema(List.of(FIRST))).close();
        Schema.Script bad = new Schema.Script(2, "002-bad.sql", "CREATE TABLE c (x);CREATE TABLE a (x);");

        assertThatThrownBy(() -> Database.open(folder, clock, new Schema(List.of(FIRST, bad))))
                .isInstanceOf(CaravanException.class);

        try (Database database = Database.open(folder, clock, new Schema(List.of(FIRST)))) {
            assertThat(texts(database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1"))
                    .containsExactly("a", "schema_scripts");
        }
    }

    @Test
    void shouldRefuseADatabaseOfANewerProgram() {
        Database.open(folder, clock, new Schema(List.of(FIRST, SECOND))).close();

        assertUnusable(
                new Schema(List.of(FIRST)), "newer Caravan (schema 2, this program knows 1)", "use that version");
    }

    @Test
    void shouldRefuseASchemaFileThatChangedAfterItWasApplied() {
        Database.open(folder, clock, new Schema(List.of(FIRST))).close();

        assertUnusable(new Schema(List.of(new Schema.Script(1, "001-a.sql", "CREATE TABLE a (x, y)"))), "'001-a.sql'");
    }

    @Test
    void shouldRefuseTheDatabaseOfAnotherProgram() throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("caravan.db"));
                Statement statement = other.createStatement()) {
            statement.executeUpdate("CREATE TABLE theirs (x)");
        }

        assertUnusable(Schema.shipped(), "another program's database", "--state");
    }

    @Test
    void shouldRefuseGarbageAndSayWhatToDo() throws IOException {
        Files.writeString(folder.resolve("caravan.db"), "this is no database, ".repeat(500));

        assertUnusable(Schema.shipped(), "damaged or no SQLite database", "move it");
    }

    @Test
    void shouldRefuseATruncatedDatabaseWhereverItWasCut() throws IOException {
        Path whole = folder.resolve("whole");
        try (Database database = Database.open(whole, clock)) {
            database.write(session -> session.update("INSERT INTO migrations VALUES ('m', 't')"));
        }
        byte[] bytes = Files.readAllBytes(whole.resolve("caravan.db"));

        List<Integer> accepted = new ArrayList<>();
        for (int length = 1; length < bytes.length; length += length < 200 ? 1 : 509) {
            Path state = Files.createDirectories(folder.resolve("cut" + length));
            Files.write(state.resolve("caravan.db"), java.util.Arrays.copyOf(bytes, length));
            try {
                Database.open(state, clock).close();
                accepted.add(length);
            } catch (CaravanException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.STATE_UNUSABLE);
            }
        }

        assertThat(accepted).isEmpty();
    }

    @Test
    void shouldRefuseALinkInPlaceOfItsFile() throws IOException {
        Path elsewhere = Files.createFile(folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("caravan.db"), elsewhere);

        assertUnusable(Schema.shipped(), "not a regular file");
        assertThat(elsewhere).isEmptyFile();
    }

    @Test
    void shouldRefuseAFileInPlaceOfTheFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> Database.open(file, clock))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("cannot be made a folder");
    }

    @Test
    void shouldKeepTheFirstErrorWhenTheDiskIsFullAndGoOnAfterwards() {
        try (Database database = Database.open(folder, clock)) {
            String pages = pragma(database, "page_count");
            database.write(session -> session.list("PRAGMA max_page_count = " + pages, row -> row.getLong(1)));

            assertThatThrownBy(() -> database.write(session -> {
                        session.update("INSERT INTO migrations VALUES ('small', 't')");
                        return session.update("INSERT INTO migrations VALUES ('large', ?)", "x".repeat(100_000));
                    }))
                    .isInstanceOfSatisfying(CaravanException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.IO_FAILED);
                        assertThat(e.where()).endsWith("caravan.db");
                        assertThat(e.getCause()).hasMessageContaining("SQLITE_FULL");
                    })
                    .hasMessageContaining("at least 100000 bytes");

            database.write(session -> session.list("PRAGMA max_page_count = 1000000", row -> row.getLong(1)));
            database.write(session -> session.update("INSERT INTO migrations VALUES ('later', 't')"));
            assertThat(texts(database, "SELECT name FROM migrations")).containsExactly("later");
        }
    }

    @Test
    void shouldRollBackWhatAFailedWorkWrote() {
        try (Database database = Database.open(folder, clock)) {
            assertThatThrownBy(() -> database.write(session -> {
                        session.update("INSERT INTO migrations VALUES ('half', 't')");
                        throw new IllegalStateException("no");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no");

            assertThat(texts(database, "SELECT name FROM migrations")).isEmpty();
        }
    }

    @Test
    void shouldServeManyThreadsOverTwoConnections() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (Database one = Database.open(folder, clock);
                Database two = Database.open(folder, clock)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int thread = i;
                all.add(threads.submit(() -> {
                    for (int n = 0; n < 40; n++) {
                        String name = thread + "-" + n;
                        (thread % 2 == 0 ? one : two)
                                .write(session -> session.update("INSERT INTO migrations VALUES (?, 't')", name));
                    }
                }));
            }
            for (Future<?> future : all) {
                future.get();
            }

            assertThat(texts(two, "SELECT count(*) || '' FROM migrations")).containsExactly("240");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldBeMadeOnceByManyProcessesAtTheSameTime() {
        List<ChildJvm> children = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            children.add(ChildJvm.start(WritingChild.class, folder, "c" + i, 20));
        }

        List<String> last =
                children.stream().map(child -> child.rest().toString()).toList();

        assertThat(last).hasSize(5).allSatisfy(said -> assertThat(said).endsWith("19]"));
        try (Database database = Database.open(folder, clock)) {
            assertThat(texts(database, "SELECT count(*) || '' FROM migrations")).containsExactly("100");
        }
    }

    @Test
    void shouldKeepWhatWasSaidToBeWrittenWhenKilled() {
        TreeSet<String> said = new TreeSet<>();
        for (int kill = 0; kill < 5; kill++) {
            try (ChildJvm child = ChildJvm.start(WritingChild.class, folder, "k" + kill, 1_000_000)) {
                for (int i = 0; i < 7 + 13 * kill; i++) {
                    said.add("k" + kill + "-" + child.line());
                }
                child.kill();
            }
        }

        try (Database database = Database.open(folder, clock)) {
            assertThat(pragma(database, "integrity_check")).isEqualTo("ok");
            assertThat(texts(database, "SELECT name FROM migrations"))
                    .containsAll(said)
                    .hasSizeGreaterThan(100);
        }
    }

    @Test
    void shouldStopForGoodWhenTheDiskFailsAndLoseNothingThatWasSaid() {
        List<String> said = new ArrayList<>();
        try (ChildJvm child = ChildJvm.start(WritingChild.class, folder, "f", 1_000_000)) {
            child.line();
            child.limitFiles(300_000);
            said.addAll(child.rest());

            assertThat(child.end()).isEqualTo(1);
        }

        assertStoppedForGood(said);
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 12})
    void shouldTakeTheFirstFailedSyncForFinalThoughTheNextWouldSucceed(int n) {
        List<String> said;
        try (ChildJvm child = ChildJvm.startWithFailingSync(n, WritingChild.class, folder, "f", 1_000)) {
            said = child.rest();

            assertThat(child.end()).isEqualTo(1);
        }

        assertStoppedForGood(said);
    }

    /** The first error is told, the next try gets the same one, and what was said to be written before is there. */
    private void assertStoppedForGood(List<String> said) {
        assertThat(said).hasSizeGreaterThan(2);
        List<String> errors = said.subList(said.size() - 2, said.size());
        assertThat(errors.get(0))
                .startsWith("IO_FAILED")
                .contains("caravan.db: the disk failed (SQLITE_IOERR")
                .contains("run again");
        assertThat(errors.get(1)).isEqualTo(errors.get(0));
        try (Database database = Database.open(folder, clock)) {
            assertThat(pragma(database, "integrity_check")).isEqualTo("ok");
            int last = Integer.parseInt(said.get(said.size() - 3));
            // The failed one may be there or not: nobody was told that it is
            assertThat(texts(database, "SELECT name FROM migrations").size()).isBetween(last + 1, last + 2);
        }
    }

    private void assertUnusable(Schema schema, String... messages) {
        assertThatThrownBy(() -> Database.open(folder, clock, schema))
                .isInstanceOfSatisfying(CaravanException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.STATE_UNUSABLE);
                    assertThat(e.where()).endsWith("caravan.db");
                    assertThat(e).hasMessageContainingAll(messages);
                });
    }

    private static String pragma(Database database, String name) {
        return texts(database, "PRAGMA " + name).get(0);
    }

    private static List<String> texts(Database database, String sql) {
        return database.write(session -> session.list(sql, row -> row.getString(1)));
    }

    private static String mode(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Writes rows and prints the number of each once it is written. */
    static final class WritingChild {
        private static void write(Database database, String name) {
            try {
                database.write(session -> session.update("INSERT INTO migrations VALUES (?, 't')", name));
            } catch (CaravanException e) {
                System.out.println(e.line());
                try {
                    database.read(session -> session.list("SELECT 1", row -> 1));
                } catch (CaravanException again) {
                    System.out.println(again.line());
                }
                System.exit(1);
            }
        }

        public static void main(String[] arguments) {
            try (Database database = Database.open(Path.of(arguments[0]), Clock.systemUTC())) {
                for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
                    write(database, arguments[1] + "-" + i);
                    System.out.println(i);
                }
            }
        }
    }
}
