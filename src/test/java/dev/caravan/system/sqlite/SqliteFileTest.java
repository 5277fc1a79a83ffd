package dev.caravan.system.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.ErrorCode;
import dev.caravan.relational.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

            Process other = new ProcessBuilder("sqlite3", file.path().toString(), "PRAGMA journal_mode = DELETE")
                    .redirectErrorStream(true)
                    .start();
            assertThat(new String(other.getInputStream().readAllBytes(), UTF_8)).contains("locked");
            assertThat(other.waitFor()).isNotZero();
        }
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
}
