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

/** Going back to an earlier checkpoint: what came after it is copied again, and every row is there once. */
@ExtendWith(PostgresServer.class)
class CheckpointIT {
    private static final int ROWS = 2_000;

    @TempDir
    private Path folder;

    private Scene scene;
    private Sqlite v1;
    private String v2;

    @BeforeEach
    void makeScene(PostgresServer.Running server) {
        v2 = server.database();
        PostgresServer.Running.run(
                v2,
                "CREATE TABLE a (id bigint PRIMARY KEY, name text)",
                "CREATE TABLE b (name text, of bigint REFERENCES a)");
        scene = new Scene(folder);
        v1 = new Sqlite(scene.at("v1.db"));
        v1.run(
                "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT)",
                "CREATE TABLE b (name TEXT, of INTEGER REFERENCES a)",
                "INSERT INTO a WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + ROWS + ")"
                        + " SELECT i, CASE WHEN i % 200 = 150 THEN '' ELSE 'name ' || i END FROM n",
                "INSERT INTO b VALUES ('x', 1), ('x', 1)");
        migration("a", ", stop-after: 5");
    }

    @Test
    void shouldCopyAgainWhatCameAfterACheckpoint() throws Exception {
        Called stopped = scene.call("run", "-q");
        assertThat(stopped.exit()).as(stopped.err()).isEqualTo(4);
        migration("a", "");
        Called run = scene.call("run", "-q");
        assertThat(run.exit()).as(run.err()).isZero();
        long full = count("SELECT count(*) FROM a");
        JsonNode listed =
                scene.callNamed("status", "back", "--format", "json").json().at("/0/checkpoints");
        PostgresServer.Running.run(
                v2,
                "UPDATE a SET name = 'mended behind it' WHERE id = " + ROWS,
                "DELETE FROM a WHERE id = " + (ROWS - 1),
                "DELETE FROM a WHERE id = 1");

        Called back = scene.call("run", "--from-checkpoint", "rows@1", "--format", "json");

        assertThat(listed).hasSize(2);
        assertThat(listed.at("/0/id").asText()).isEqualTo("rows@1");
        assertThat(listed.at("/0/read").asLong()).isBetween(1L, ROWS - 1L);
        assertThat(listed.at("/1/read").asLong()).isEqualTo(ROWS);
        JsonNode rows = back.json().at("/pipelines/0");
        long again = ROWS - listed.at("/0/read").asLong();
        assertThat(back.exit())
                .as("the row that was lost before the checkpoint")
                .isEqualTo(4);
        assertThat(rows.at("/read").asLong()).isEqualTo(ROWS);
        assertThat(rows.at("/skipped").asLong())
                .as("equal ones; six have no name, one is gone, one is another")
                .isEqualTo(again - 2 - 6);
        assertThat(scene.rejects("back", "rows")).last().satisfies(reject -> assertThat(reject.toString())
                .contains("already_exists")
                .contains("a key " + ROWS));
        assertThat(names(ROWS - 1)).containsExactly("name " + (ROWS - 1));
        assertThat(names(ROWS)).containsExactly("mended behind it");
        assertThat(names(1)).isEmpty();
        assertThat(count("SELECT count(*) FROM a")).isEqualTo(full - 1);
    }

    @Test
    void shouldGoOnFromWhereItWentBackToWhenItIsKilled() throws Exception {
        assertThat(scene.call("run", "-q").exit()).isEqualTo(4);
        migration("a", "");
        assertThat(scene.call("run", "-q").exit()).isZero();
        long full = count("SELECT count(*) FROM a");
        PostgresServer.Running.run(v2, "DELETE FROM a WHERE id > 1990");
        Called killed = new Program(folder)
                .with("CARAVAN_OPTS", "-Dcaravan.test=true")
                .with("CARAVAN_TEST_KILL_AT", "before-commit:2")
                .call(scene.words("run", scene.at("m.yaml"), "--from-checkpoint", "rows@1", "-q"));
        assertThat(killed.exit()).as(killed.err()).isEqualTo(137);

        Called on = scene.call("run", "-q");

        assertThat(on.exit()).as(on.err()).isZero();
        assertThat(count("SELECT count(*) FROM a")).isEqualTo(full);
        assertThat(scene.call("verify", "-q").exit()).isZero();
    }

    @Test
    void shouldRefuseWhatCannotBeGoneBackTo() throws Exception {
        assertThat(scene.call("run", "-q").exit()).isEqualTo(4);

        Called none = scene.call("run", "-q", "--from-checkpoint", "rows@9");
        Called nothing = scene.call("run", "-q", "--from-checkpoint", "lines@1");
        Called fresh = scene.call("run", "-q", "--from-checkpoint", "rows@1", "--fresh");
        scene.migration(java.nio.file.Files.readString(scene.at("m.yaml")).replace("min: 1", "min: 0"));
        Called other = scene.call("run", "-q", "--from-checkpoint", "rows@1");

        assertThat(List.of(none.exit(), nothing.exit(), fresh.exit())).containsOnly(2);
        assertThat(none.err()).contains("'rows@9' is not there; 'status back' lists those that are");
        assertThat(nothing.err()).contains("'lines@1' is none of a pipeline here (rows)");
        assertThat(fresh.err()).contains("without --dry-run and --fresh");
        assertThat(other.exit()).isNotZero();
        assertThat(other.err()).contains("another definition");
    }

    @Test
    void shouldNotWriteRowsWithoutAKeyTwice() throws Exception {
        migration("a, b", ", stop-after: 5");
        assertThat(scene.call("run", "-q").exit()).isEqualTo(4);
        migration("a, b", "");
        assertThat(scene.call("run", "-q").exit()).isZero();

        Called back = scene.call("run", "-q", "--from-checkpoint", "rows@1");

        assertThat(back.exit()).isEqualTo(2);
        assertThat(back.err()).contains("lies before rows of table 'b', which has no key");
        assertThat(count("SELECT count(*) FROM b")).isEqualTo(2);
        assertThat(scene.call("run", "-q").exit()).isZero();
    }

    /** With a bar the run stops half-way, for its rejects; without one it goes through. */
    private void migration(String tables, String bar) {
        scene.migration(
                """
                migration: back
                systems: { v1: { sqlite: DIR/v1.db }, v2: { postgresql: "%s" } }
                pipelines:
                  rows:
                    export: { from: v1, tables: [%s] }
                    validate: { accept: 0%%, rules: [ { field: name, length: { min: 1 } } ]%s }
                    import: { into: v2 }
                    batch: 100
                    workers: 1
                """
                        .formatted(v2, tables, bar));
    }

    private List<String> names(int id) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(v2);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT name FROM a WHERE id = " + id)) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }

    private long count(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(v2);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
