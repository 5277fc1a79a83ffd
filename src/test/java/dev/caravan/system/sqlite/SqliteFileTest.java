package dev.caravan.system.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.relational.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteFileTest {
    @TempDir
    private Path folder;

    /** An application that believes to be the last one takes the write-ahead log away. */
    @Test
    void shouldKeepItsLocksWhileItIsLookedAt() throws Exception {
        SqliteFile file = new SqliteFile(folder.resolve("a.db"), ErrorCode.TARGET_UNUSABLE);
        try (Connection connection = file.writing(List.of("PRAGMA journal_mode = WAL"))) {
            Sql.run(connection, "CREATE TABLE t (a)");

            file.require();
            file.reading().close();
            TableChoice all = new TableChoice("t", List.of("a"), List.of("a"), true, true);
            try (SqliteSource rows = new SqliteSource(file, List.of(all), false)) {
                rows.open();
            }

            assertThat(another(file, "PRAGMA journal_mode = DELETE")).contains("locked");
        }
    }

    /** What is read past SQLite, of a source and of a target that others write in the same process. */
    @ParameterizedTest
    @CsvSource({"DELETE, INSERT INTO t VALUES (1)", "WAL, PRAGMA journal_mode = DELETE"})
    void shouldKeepTheLocksOfAReaderAndAWriterWhileRowsAreReadPastSqlite(String journal, String statement)
            throws Exception {
        SqliteFile file = new SqliteFile(folder.resolve("a.db"), ErrorCode.SOURCE_UNUSABLE);
        try (Connection maker = file.writing(List.of("PRAGMA journal_mode = " + journal))) {
            Sql.run(maker, "CREATE TABLE t (a INTEGER PRIMARY KEY)");
            Sql.run(maker, "INSERT INTO t VALUES (7)");
        }
        try (Connection writer = file.writing(List.of());
                Connection reader = file.reading()) {
            Sql.run(reader, "BEGIN");
            Sql.one(reader, "SELECT count(*) FROM t");

            readAll(file);
            String toReader = another(file, statement);
            Sql.run(reader, "ROLLBACK");
            Sql.run(writer, "BEGIN IMMEDIATE");
            Sql.run(writer, "UPDATE t SET a = 8");
            readAll(file);
            String toWriter = another(file, statement);
            Sql.run(writer, "COMMIT");

            assertThat(toReader).contains("locked");
            assertThat(toWriter).contains("locked");
            assertThat(Sql.one(reader, "SELECT a FROM t")).isEqualTo(8);
        }
    }

    @Test
    void shouldReadTheFileThatIsThereNow() throws Exception {
        SqliteFile file = new SqliteFile(folder.resolve("a.db"), ErrorCode.SOURCE_UNUSABLE);
        Path other = folder.resolve("b.db");
        for (String name : List.of("one", "two")) {
            try (Connection connection = new SqliteFile(other, ErrorCode.SOURCE_UNUSABLE).writing(List.of())) {
                Sql.run(connection, "CREATE TABLE " + name + " (a)");
            }
            Files.move(other, file.path(), StandardCopyOption.REPLACE_EXISTING);

            String digest = digest(file);

            Files.copy(file.path(), folder.resolve(name));
            assertThat(digest).isEqualTo(digest(new SqliteFile(folder.resolve(name), ErrorCode.SOURCE_UNUSABLE)));
        }
        assertThat(digest(file)).isNotEqualTo(digest(new SqliteFile(folder.resolve("one"), ErrorCode.SOURCE_UNUSABLE)));
    }

    private static void readAll(SqliteFile file) {
        TableChoice all = new TableChoice("t", List.of("a"), List.of("a"), true, true);
        for (boolean watched : List.of(true, false)) {
            try (SqliteSource rows = new SqliteSource(file, List.of(all), watched)) {
                Partition partition = rows.open().get(0);
                rows.identity(partition);
                assertThat(rows.read(partition, Position.START, 10).records().count())
                        .isEqualTo(1);
            }
        }
    }

    private static String another(SqliteFile file, String statement) throws Exception {
        Process other = new ProcessBuilder("sqlite3", file.path().toString(), statement)
                .redirectErrorStream(true)
                .start();
        String said = new String(other.getInputStream().readAllBytes(), UTF_8);
        other.waitFor();
        return said;
    }

    @Test
    void shouldRefuseWhatIsNoDatabase() throws Exception {
        Path text = Files.writeString(
                folder.resolve("a.txt"), "a text that is longer than the head of a database".repeat(9));
        Path empty = Files.createFile(folder.resolve("b.db"));

        for (Path path : List.of(text, empty)) {
            assertThatThrownBy(() -> new SqliteFile(path, ErrorCode.SOURCE_UNUSABLE).require())
                    .hasMessageContaining("this is not an SQLite database");
        }
    }

    private static String digest(SqliteFile file) throws IOException {
        return ContentDigest.of(file, () -> false);
    }
}
