package dev.caravan.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.servers.ChromaServer;
import dev.caravan.servers.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Other combinations of targets than the voice agent's, killed between any two of them. */
@ExtendWith({ChromaServer.class, PostgresServer.class})
class SeveralTargetsIT {
    private static final int ROWS = 90;

    @TempDir
    private Path folder;

    private Launched caravan;

    @BeforeEach
    void makeV1() throws SQLException {
        caravan = new Launched(folder);
        sql("v1.db", "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT, size INTEGER)");
        sql(
                "v1.db",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + ROWS
                        + ") INSERT INTO note SELECT i, 'note ' || i || ' on bread', i * 7 FROM n");
    }

    @Test
    void shouldWriteSqliteAndPostgresqlAsOneWhereverItIsKilled(PostgresServer.Running postgres) throws Exception {
        String pg = postgres.database();
        PostgresServer.Running.run(pg, "CREATE TABLE note (id bigint PRIMARY KEY, body text, size bigint)");
        sql("v2.db", "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT, size INTEGER CHECK (size <> 70))");
        write(
                "  pg: { postgresql: \"" + pg + "\" }\n  v2: { sqlite: v2.db }",
                "[ { into: pg, table: note, key: id }, { into: v2, table: note, key: id } ]");

        killed("between-targets:2");
        killed("after-targets:1");
        killed("before-commit:4");
        assertThat(caravan.run(List.of("run", "m.yaml", "-q")))
                .as("the check of v2 refuses one: " + caravan.said())
                .isEqualTo(4);

        List<String> both = query("jdbc:sqlite:" + folder.resolve("v2.db"));
        assertThat(both).hasSize(ROWS - 1).doesNotContain("10|note 10 on bread|70");
        assertThat(query(pg)).isEqualTo(both);
        assertThat(Files.readString(folder.resolve("state/rejects/m/notes.ndjson")))
                .contains("constraint_violation", "\"reason\":\"v2: ");
    }

    @Test
    void shouldWriteChromaAndSqliteAsOneThoughTheLedgersSystemStandsSecond(ChromaServer.Running chroma)
            throws Exception {
        String database = chroma.database();
        sql("v2.db", "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT, size INTEGER)");
        write(
                "  vectors: { chroma: \"" + chroma.url() + "\", database: " + database + " }\n  v2: { sqlite: v2.db }",
                "[ { into: vectors, collection: notes, key: id, columns: [id, size], embed: { text: .body, model:"
                        + " all-minilm-l6-v2-q } }, { into: v2, table: note, key: id } ]");

        killed("between-targets:2");
        assertThat(caravan.run(List.of("run", "m.yaml", "-q", "--report", "r.json")))
                .as(caravan.said())
                .isZero();

        List<String> rows = query("jdbc:sqlite:" + folder.resolve("v2.db"));
        assertThat(rows).hasSize(ROWS);
        JsonNode records = chroma.records(database, "notes");
        List<String> found = new ArrayList<>();
        for (int index = 0; index < records.path("ids").size(); index++) {
            found.add(records.at("/ids/" + index).asText() + "|"
                    + records.at("/documents/" + index).asText() + "|"
                    + records.at("/metadatas/" + index + "/size").asText());
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(rows);
        assertThat(Files.readString(folder.resolve("r.json"))).contains("vectors.notes", "v2.note");
    }

    @Test
    void shouldLetOneTargetKeepItsRowAndProveTheOther() throws Exception {
        sql("v2.db", "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT, size INTEGER)");
        sql("v3.db", "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT, size INTEGER)");
        sql("v2.db", "INSERT INTO note VALUES (5, 'of its own', 7)");
        write(
                "  v2: { sqlite: v2.db }\n  v3: { sqlite: v3.db }",
                "[ { into: v2, table: note, key: id, existing: keep }, { into: v3, table: note, key: id } ]");
        assertThat(caravan.run(List.of("run", "m.yaml", "-q")))
                .as(caravan.said())
                .isZero();
        List<String> all = query("jdbc:sqlite:" + folder.resolve("v3.db"));
        sql("v3.db", "UPDATE note SET body = 'harm' WHERE id = 5");

        int verified = caravan.run(List.of("verify", "m.yaml", "--report", "r.json"));

        assertThat(verified).as(caravan.said()).isEqualTo(4);
        assertThat(caravan.said()).contains("different note key 5");
        assertThat(caravan.run(List.of("verify", "m.yaml", "--repair", "-q")))
                .as(caravan.said())
                .isZero();
        assertThat(query("jdbc:sqlite:" + folder.resolve("v3.db"))).isEqualTo(all);
        assertThat(query("jdbc:sqlite:" + folder.resolve("v2.db"))).contains("5|of its own|7");
    }

    private void killed(String place) throws Exception {
        Launched killed = caravan.with("CARAVAN_TEST_KILL_AT", place).with("JAVA_TOOL_OPTIONS", "-Dcaravan.test=true");
        assertThat(killed.run(List.of("run", "m.yaml", "-q")))
                .as(caravan.said())
                .isEqualTo(137);
    }

    private void write(String systems, String imports) throws Exception {
        Files.writeString(
                folder.resolve("m.yaml"),
                """
                migration: m
                systems:
                  v1: { sqlite: v1.db }
                %s
                pipelines:
                  notes:
                    export: { from: v1, table: note }
                    import: %s
                    batch: 20
                """
                        .formatted(systems, imports));
    }

    private void sql(String file, String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(file))) {
            connection.createStatement().executeUpdate(statement);
        }
    }

    private static List<String> query(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT id || '|' || body || '|' || size FROM note ORDER BY id")) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }
}
