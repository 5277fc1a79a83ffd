package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan that copies aside, freezes and overwrites, killed at every border; and the way back, killed as well. */
class SnapshotsIT {
    private static final String ROWS = "SELECT group_concat(id || name, ',') FROM (SELECT * FROM a ORDER BY id)";

    @TempDir
    private Path folder;

    private Scene scene;
    private Sqlite v1;
    private Sqlite v2;

    @BeforeEach
    void makeScene() {
        scene = new Scene(folder)
                .migration(
                        """
                        migration: lamps
                        systems: { v1: { sqlite: DIR/v1.db }, v2: { sqlite: DIR/v2.db } }
                        plan:
                          - phase: prepare
                            steps:
                              - snapshot: { of: v1, keep: 7d }
                              - snapshot: { of: v2, name: v2 before, on-rollback: restore }
                              - freeze: { of: v1, name: freeze v1 }
                          - phase: move
                            steps:
                              - sql: { name: overwrite, in: v2, run: DELETE FROM a WHERE id < 3,
                                       undo: [ snapshot: { of: v2, restore: v2 before } ] }
                        """);
        v1 = new Sqlite(scene.at("v1.db"));
        v2 = scene.v2();
        for (Sqlite one : List.of(v1, v2)) {
            one.run("CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT)");
            one.run("INSERT INTO a VALUES (1, 'one'), (2, 'two'), (3, 'three')");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot-taken:2", "snapshot-kept:1", "frozen:1"})
    void shouldComeToTheSameEndWhenItIsKilled(String place) throws IOException {
        Called killed = dyingAt(place, "run", "m.yaml", "-q");
        assertThat(killed.exit()).as(killed.err()).isEqualTo(137);

        Called run = scene.call("run", "-q");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(snapshots()).hasSize(2).noneMatch(path -> path.toString().endsWith(".part"));
        assertThat(v2.column(ROWS).get(0)).isEqualTo("3three");
        assertThat(frozen()).isTrue();
        assertThat(v1.column(ROWS).get(0)).isEqualTo("1one,2two,3three");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none:1", "thawed:1", "restore-done:1"})
    void shouldBringTheWorldBackWhenTheRollbackIsKilled(String place) {
        Called run = scene.call("run", "-q");
        assertThat(run.exit()).as(run.err()).isZero();
        Called killed = dyingAt(place, "rollback", "m.yaml", "--reason", "trial", "--yes", "-q");
        assertThat(killed.exit()).isEqualTo(place.startsWith("none") ? 5 : 137);

        Called back = place.startsWith("none") ? killed : scene.call("rollback", "--reason", "trial", "--yes", "-q");

        assertThat(back.exit()).as(back.err()).isEqualTo(5);
        assertThat(v2.column(ROWS).get(0)).isEqualTo("1one,2two,3three");
        assertThat(frozen()).isFalse();
    }

    @Test
    void shouldKeepWhatIsToBeKeptWhenItIsCleanedUp() throws IOException {
        Called run = scene.call("run", "-q");
        assertThat(run.exit()).as(run.err()).isZero();

        Called listed = scene.callNamed("cleanup", "lamps", "--dry-run");
        Called cleanup = scene.callNamed(
                "cleanup", "lamps", "--archive", scene.at("packed").toString());

        assertThat(listed.exit()).as(listed.err()).isZero();
        assertThat(listed.out())
                .contains(
                        "would go: snapshots: prepare.v2-before-1-", "stays: snapshots: prepare.v1-1-", ": kept until ")
                .endsWith("lamps: nothing was removed\n");
        assertThat(cleanup.exit()).as(cleanup.err()).isZero();
        assertThat(cleanup.out())
                .contains("packed " + scene.at("packed/prepare.v2-before-1-"))
                .contains("removed from snapshots: prepare.v2-before-1-");
        assertThat(scene.at("packed").toFile().list()).hasSize(2);
        assertThat(snapshots()).singleElement().asString().contains("prepare.v1-1-");
    }

    @Test
    void shouldSayInThePlanWhatItTakesBack() {
        Called plan = Called.here("plan", scene.at("m.yaml"));

        assertThat(plan.exit()).as(plan.err()).isZero();
        assertThat(plan.out())
                .contains("undo      compares v1 with the copy and says what differs; the copy stays")
                .contains("undo      restores v2 from the copy where it differs: what came later goes; the copy stays")
                .contains("undo      thaws v1 if this step froze it, and tries a write");
    }

    private boolean frozen() {
        try {
            v1.run("INSERT INTO a VALUES (4, 'four')", "DELETE FROM a WHERE id = 4");
            return false;
        } catch (IllegalStateException refused) {
            return refused.getMessage().contains("frozen by Caravan for lamps/1/prepare/freeze v1");
        }
    }

    private Called dyingAt(String place, Object... words) {
        Object[] all = Stream.concat(Stream.of(words), Stream.of("--state", scene.state()))
                .toArray();
        return new Program(folder)
                .with("CARAVAN_OPTS", "-Dcaravan.test=true")
                .with("CARAVAN_TEST_KILL_AT", place)
                .call(all);
    }

    private List<Path> snapshots() throws IOException {
        try (Stream<Path> found = Files.list(scene.state().resolve("snapshots/lamps"))) {
            return found.toList();
        }
    }
}
