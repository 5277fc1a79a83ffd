package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.servers.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text that SQLite keeps and PostgreSQL does not, and names that PostgreSQL would cut: nothing of it changes in silence. */
@ExtendWith(PostgresServer.class)
class OddTextIT {
    @TempDir
    private Path folder;

    private Scene scene;
    private String v2;

    @BeforeEach
    void makeScene(PostgresServer.Running server) {
        v2 = server.database();
        scene = new Scene(folder);
        new Sqlite(scene.at("v1.db"))
                .run(
                        "CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT, kind TEXT)",
                        "INSERT INTO notes VALUES (1, 'plain', 'a'), (2, CAST(x'61006200' AS TEXT), 'a'),"
                                + " (3, CAST(x'00' AS TEXT), NULL), (4, CAST(x'61ff62' AS TEXT), 'b'), (5, '', 'b')");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {"reject, null, null", "replace, a\uFFFDb\uFFFD, \uFFFD", "strip, ab, ''"})
    void shouldTreatTheCharacterThatIsNoneAsTheFileSays(String nul, String second, String third) throws Exception {
        PostgresServer.Running.run(v2, "CREATE TABLE notes (id bigint PRIMARY KEY, words text, kind text)");
        migration(nul, "notes");

        Called run = scene.call("run", "-q");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(words())
                .isEqualTo(
                        second == null
                                ? List.of("1 plain", "5 ")
                                : List.of("1 plain", "2 " + second, "3 " + third, "5 "));
        List<JsonNode> rejects = scene.rejects("odd", "notes");
        assertThat(rejects).hasSize(second == null ? 3 : 1);
        assertThat(rejects)
                .extracting(reject -> reject.path("code").asText())
                .containsOnlyOnce("invalid_utf8")
                .filteredOn("nul_character"::equals)
                .hasSize(second == null ? 2 : 0);
        assertThat(rejects).allSatisfy(reject -> assertThat(reject.toString()).contains("'words'", "notes key "));
        assertThat(scene.call("verify", "-q").exit())
                .as("changed by the file's own word is no difference")
                .isZero();
        PostgresServer.Running.run(v2, "UPDATE notes SET words = words || ' ' WHERE id = 1");
        assertThat(scene.call("verify", "-q").exit()).isEqualTo(4);
    }

    @Test
    void shouldRefuseANameThatTheServerWouldCut() {
        String name = "n".repeat(64);
        new Sqlite(scene.at("v1.db")).run("CREATE TABLE " + name + " (id INTEGER PRIMARY KEY)");
        PostgresServer.Running.run(v2, "CREATE TABLE " + name + " (id bigint PRIMARY KEY)");
        migration("reject", name);

        Called run = scene.call("run", "-q");

        assertThat(run.exit()).as(run.err()).isEqualTo(4);
        assertThat(run.err()).contains("'" + name + "' has 64 bytes, and PostgreSQL keeps the first 63 alone");
    }

    /** What the source does not have is left to the target; what it has no value for has none. */
    @Test
    void shouldLeaveAColumnThatTheSourceDoesNotHaveToItsDefault() throws Exception {
        PostgresServer.Running.run(
                v2,
                "CREATE TABLE notes (id bigint PRIMARY KEY, words text, kind text DEFAULT 'new',"
                        + " state text NOT NULL DEFAULT 'carried')");
        migration("strip", "notes");

        assertThat(scene.call("run", "-q").exit()).isZero();

        assertThat(column("SELECT kind || '' IS NULL FROM notes ORDER BY id")).containsExactly("f", "f", "t", "f");
        assertThat(column("SELECT state FROM notes")).containsOnly("carried").hasSize(4);
    }

    private void migration(String nul, String table) {
        scene.migration(
                """
                migration: odd
                systems: { v1: { sqlite: DIR/v1.db }, v2: { postgresql: "%s", nul: %s } }
                pipelines:
                  notes:
                    export: { from: v1, tables: [%s] }
                    validate: { accept: 0%% }
                    import: { into: v2 }
                """
                        .formatted(v2, nul, table));
    }

    private List<String> words() throws SQLException {
        return column("SELECT id || ' ' || words FROM notes ORDER BY id");
    }

    private List<String> column(String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(v2);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }
}
