package dev.caravan.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps that carry a pipeline out more than once: over copies of a v1 that goes on, and after a failure. */
class PipelineStepsIT {
    /** Carries notes over until the file is there that it looks for. */
    private static final String OBSERVING =
            """
                  - pipeline: notes
                  - check: { name: over, file: FOLDER/over, unless: "true" }
                  - observe: { name: days, check: over, tries: 600, every: 100ms, carry: { pipelines: notes, every: 300ms } }
            """;

    @TempDir
    private Path folder;

    private Launched caravan;

    @BeforeEach
    void makeBoth() throws SQLException {
        caravan = new Launched(folder);
        for (String name : List.of("v1.db", "v2.db")) {
            sql(name, "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)");
        }
        sql("v1.db", "INSERT INTO note VALUES (1, 'one'), (2, 'two')");
    }

    @Test
    void shouldFollowAV1ThatGoesOnByItsCopies() throws Exception {
        write(
                """
                      - snapshot: { name: first, of: v1 }
                      - sql: { name: v1 goes on, in: v1, run: "INSERT INTO note VALUES (3, 'three')", leaves: a note }
                      - pipeline: { of: notes, snapshot: first }
                      - sql: { name: v2 has its own, in: v2, run: "INSERT INTO note VALUES (1000, 'own')", leaves: a note }
                      - sql: { name: v1 changes, in: v1, run: "UPDATE note SET body = 'TWO' WHERE id = 2", undo: { sql: { in: v1, run: SELECT 1 } } }
                      - snapshot: { name: second, of: v1 }
                      - sql: { name: v1 goes on still, in: v1, run: "INSERT INTO note VALUES (4, 'four')", leaves: a note }
                      - pipeline: { of: notes, name: follow, again: true, snapshot: second }
                """);

        assertThat(caravan.run(List.of("run", "m.yaml", "--report", "r.json")))
                .as(caravan.said())
                .isZero();

        assertThat(notes()).containsExactly("1 one", "2 TWO", "3 three", "1000 own");
        JsonNode rows = rows();
        assertThat(rows.path("outcome").asText()).isEqualTo("pass");
        assertThat(List.of(rows.path("compared").asInt(), rows.path("extra").asInt()))
                .containsExactly(3, 1);
        assertThat(caravan.run(List.of("verify", "m.yaml")))
                .as("against the copy that was read last: " + caravan.said())
                .isZero();
        sql("v2.db", "UPDATE note SET body = 'two' WHERE id = 2");
        assertThat(caravan.run(List.of("verify", "m.yaml", "--report", "r.json")))
                .isEqualTo(4);
        assertThat(rows().path("different").asInt()).isEqualTo(1);
    }

    @Test
    void shouldReadV1ItselfWhereAStepNamesNoCopy() throws Exception {
        write(
                """
                      - snapshot: { name: first, of: v1 }
                      - pipeline: { of: notes, snapshot: first }
                      - sql: { name: v1 goes on, in: v1, run: "INSERT INTO note VALUES (3, 'three')", leaves: a note }
                      - pipeline: { of: notes, name: last, again: true }
                """);

        assertThat(caravan.run(List.of("run", "m.yaml", "--report", "r.json")))
                .as(caravan.said())
                .isZero();

        assertThat(notes()).containsExactly("1 one", "2 two", "3 three");
        assertThat(rows().path("compared").asInt()).isEqualTo(3);
    }

    @Test
    void shouldTryAPipelineBeforeItWrites() throws Exception {
        write(
                """
                      - pipeline: { of: notes, name: dry run, dry-run: true }
                      - check: { name: nothing is written, in: v2, sql: "SELECT count(*) FROM note", pass: "== 0", when: '."dry run" | .read == 2 and .validate.accepted == 1 and .written == 0 and has("imported") == false' }
                      - pipeline: notes
                """);

        assertThat(caravan.run(List.of("run", "m.yaml", "--report", "r.json")))
                .as(caravan.said())
                .isZero();

        JsonNode report = new ObjectMapper().readTree(folder.resolve("r.json").toFile());
        assertThat(report.path("steps").findValuesAsText("state")).containsExactly("done", "done", "done");
        assertThat(report.at("/pipelines/0/imported").asInt()).isEqualTo(2);
        assertThat(notes()).containsExactly("1 one", "2 two");
        assertThat(rows().path("outcome").asText()).isEqualTo("pass");
    }

    /** What was only tried is not told as moved. */
    @Test
    void shouldTellNothingAsMovedThatWasOnlyTried() throws Exception {
        write(
                """
                      - pipeline: { of: notes, name: dry run, dry-run: true }
                      - attest: { name: seen, statement: The dry run was looked at, role: dba }
                      - pipeline: notes
                """);

        assertThat(caravan.run(List.of("run", "m.yaml", "--wait", "1s", "--report", "r.json")))
                .as(caravan.said())
                .isEqualTo(6);

        JsonNode report = new ObjectMapper().readTree(folder.resolve("r.json").toFile());
        assertThat(report.at("/pipelines/0/imported").asInt()).isZero();
        assertThat(notes()).isEmpty();
    }

    @Test
    void shouldNotTakeASecondTryForASuccess() throws Exception {
        sql("v2.db", "CREATE TRIGGER spoils AFTER INSERT ON note BEGIN UPDATE note SET body = 'x' WHERE id = 2; END");
        write(
                """
                      - pipeline: { of: notes, retry: { attempts: 2, backoff: 1s } }
                """);

        assertThat(caravan.run(List.of("run", "m.yaml", "--report", "r.json"))).isEqualTo(4);

        assertThat(rows().path("different").asInt()).isEqualTo(1);
        sql("v2.db", "DROP TRIGGER spoils");
        sql("v2.db", "UPDATE note SET body = 'two' WHERE id = 2");
        assertThat(caravan.run(List.of("run", "m.yaml"))).as(caravan.said()).isZero();
    }

    /** A turn that fails waits for the next one; what has come by then arrives, while the step still observes. */
    @Test
    void shouldCarryWhatV1TakesInWhileAStepObserves() throws Exception {
        write(OBSERVING);
        Process run = caravan.start(List.of("run", "m.yaml", "--report", "r.json"));
        try {
            until(run, () -> caravan.said().contains("all/days: waiting: look "));
            sql("v1.db", "ALTER TABLE note RENAME TO away");
            until(run, () -> caravan.said().contains("tries again later: notes: "));
            sql("v1.db", "INSERT INTO away VALUES (3, 'three')");
            sql("v1.db", "UPDATE away SET body = 'TWO' WHERE id = 2");
            sql("v1.db", "ALTER TABLE away RENAME TO note");
            until(run, () -> notes().contains("3 three"));
            Files.createFile(folder.resolve("over"));

            assertThat(run.waitFor()).as(caravan.said()).isZero();
        } finally {
            run.destroyForcibly();
        }
        assertThat(notes()).containsExactly("1 one", "2 TWO", "3 three");
        JsonNode carried = new ObjectMapper()
                .readTree(folder.resolve("r.json").toFile())
                .path("steps")
                .get(2)
                .at("/facts/carried");
        assertThat(carried.path("turns").asInt()).isGreaterThan(1);
        assertThat(carried.path("failed").asInt()).isPositive();
        assertThat(carried.path("imported").asInt())
                .as("what is new or another")
                .isEqualTo(2);
    }

    /** What fails half-way through a copy is a turn that was missed too: the run goes on observing. */
    @Test
    void shouldMissATurnWhoseCopyFails() throws Exception {
        write(OBSERVING);
        Process run = caravan.start(List.of("run", "m.yaml", "--report", "r.json"));
        try {
            until(run, () -> caravan.said().contains("all/days: waiting: look "));
            sql("v2.db", "CREATE TRIGGER spoils BEFORE INSERT ON note BEGIN INSERT INTO gone VALUES (1); END");
            sql("v1.db", "INSERT INTO note VALUES (3, 'three')");
            until(run, () -> caravan.said().contains("tries again later: notes: "));
            sql("v2.db", "DROP TRIGGER spoils");
            until(run, () -> notes().contains("3 three"));
            Files.createFile(folder.resolve("over"));

            assertThat(run.waitFor()).as(caravan.said()).isZero();
        } finally {
            run.destroyForcibly();
        }
        assertThat(caravan.said()).contains("no such table: main.gone");
        JsonNode report = new ObjectMapper().readTree(folder.resolve("r.json").toFile());
        JsonNode carried = report.path("steps").get(2).at("/facts/carried");
        assertThat(carried.path("failed").asInt()).isPositive();
        assertThat(carried.path("imported").asInt()).isEqualTo(1);
        assertThat(rows().path("outcome").asText()).isEqualTo("pass");
    }

    /** Rungs are climbed for what should be there, and for a pause that the plan wants only where the rung says so. */
    @Test
    void shouldClimbTheLadderWhileAStepIsTriedAgain() throws Exception {
        write(
                """
                      - pipeline: notes
                      - check: { name: there, file: /, warn: true }
                      - observe: { name: pause, check: there, for: 2s, every: 1s }
                      - check: { name: never, file: FOLDER/never, retry: { attempts: 2, backoff: 1s } }
                notify:
                  channels: { team: { file: FOLDER/team }, clerk: { file: FOLDER/clerk } }
                  ladder: [ { after: 1s, to: team }, { after: 1s, to: clerk, pauses: true }, { after: 1h, to: team } ]
                """);

        assertThat(caravan.run(List.of("run", "m.yaml"))).isEqualTo(1);

        assertThat(Files.readAllLines(folder.resolve("team")))
                .singleElement()
                .asString()
                .matches(".*all/never waits for try [12] of 3 failed.*")
                .contains(", for 1 s by now");
        assertThat(Files.readString(folder.resolve("clerk"))).contains("all/pause waits for look", "all/never waits");
    }

    private static void until(Process run, Callable<Boolean> holds) {
        await().atMost(Duration.ofMinutes(1)).until(() -> !run.isAlive() || holds.call());
        assertThat(run.isAlive()).isTrue();
    }

    private void write(String steps) throws Exception {
        Files.writeString(
                folder.resolve("m.yaml"),
                """
                migration: m
                systems: { v1: { sqlite: v1.db }, v2: { sqlite: v2.db } }
                pipelines:
                  notes: { export: { from: v1, table: note }, import: { into: v2, table: note, key: id }, verify: [counts, rows] }
                plan:
                  - phase: all
                    steps:
                """
                        + steps.replace("FOLDER", folder.toString()));
    }

    private JsonNode rows() throws Exception {
        JsonNode last = null;
        for (JsonNode check :
                new ObjectMapper().readTree(folder.resolve("r.json").toFile()).path("verification")) {
            last = check.path("check").asText().equals("rows") ? check : last;
        }
        return last;
    }

    private List<String> notes() throws SQLException {
        try (Connection v2 = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("v2.db"));
                ResultSet row = v2.createStatement().executeQuery("SELECT id || ' ' || body FROM note ORDER BY id")) {
            List<String> notes = new ArrayList<>();
            while (row.next()) {
                notes.add(row.getString(1));
            }
            return notes;
        }
    }

    private void sql(String database, String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(database))) {
            connection.createStatement().executeUpdate(statement);
        }
    }
}
