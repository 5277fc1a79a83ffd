package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.scenario.Launched;
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

/** {@code cleanup NAME}: the ledger goes when nobody needs it any more, and not before. */
class CleanupIT {
    private static final String ROWS = "SELECT id, name FROM a";
    private static final int KILLED = 137;

    private static final String V1_GOES =
            """
            migration: v1-goes
            systems: { v1: { files: DIR/v1 } }
            plan:
              - phase: end
                steps:
                  - snapshot: { name: copy, of: v1 }
                  - cleanup:
                      after: 0s
                      archive: DIR/archive
                      services: [ { name: app, remove: [sh, -c, "rm DIR/app.pid; echo x >> DIR/calls"], gone: [test, "!", -e, DIR/app.pid] } ]
                      files: DIR/app
                      undo: { exec: [touch, DIR/app.pid] }
            """;

    private static final String LEFT = "SELECT name FROM sqlite_schema WHERE name LIKE 'caravan%' ORDER BY name";

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void makeScene() {
        scene = new Scene(folder)
                .file("v1/a.json", "[{\"id\": 1, \"name\": \"x\"}, {\"id\": 2, \"name\": \"y\"}, {\"id\": 3}]")
                .file("v1/b.json", "[{\"id\": 7, \"name\": \"z\"}]")
                .file(
                        "s.sql",
                        "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
                                + " CREATE TABLE b (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
                .migration(
                        """
                        migration: small
                        systems: { v1: { files: DIR/v1 }, v2: { sqlite: DIR/v2.db, schema: DIR/s.sql } }
                        pipelines:
                          a:
                            export: { from: v1, files: "a*.json" }
                            transform: { fields: { id: id, name: name } }
                            validate: { accept: 50% }
                            import: { into: v2, table: a, key: id }
                          b:
                            export: { from: v1, files: "b*.json" }
                            transform: { fields: { id: id, name: name } }
                            import: { into: v2, table: b, key: id }
                        """);
    }

    @Test
    void shouldTakeTheLedgerOutAndLeaveTheRows() {
        scene.call("run", "-q");

        Called cleanup = scene.callNamed("cleanup", "small");

        assertThat(cleanup.err()).isEmpty();
        assertThat(cleanup.exit()).isZero();
        assertThat(cleanup.outLines())
                .containsExactly(
                        "removed from v2 " + scene.at("v2.db")
                                + ": the tables caravan_ledger, caravan_pipeline, caravan_migration",
                        "small: cleaned up");
        assertThat(scene.v2().column(LEFT)).isEmpty();
        assertThat(scene.v2().rows(ROWS).toString()).isEqualTo("[{id=1, name=x}, {id=2, name=y}]");
        assertThat(scene.rejects("small", "a")).hasSize(1);
    }

    @Test
    void shouldNotBeginWhereAStepCouldNotWriteItsArchive() {
        scene.file("taken", "a file")
                .migration(
                        """
                        migration: archived
                        systems: { v1: { files: DIR/v1 } }
                        plan:
                          - phase: end
                            steps:
                              - archive: { of: v1, to: DIR/taken/archive }
                              - cleanup: { after: 1h, archive: DIR/new/archive, irreversible: true }
                        """);

        Called plan = Called.here("plan", scene.at("m.yaml"));
        Called run = scene.call("run", "-q");

        assertThat(plan.exit()).isEqualTo(2);
        assertThat(plan.errLines())
                .singleElement()
                .asString()
                .contains(".yaml:6:")
                .endsWith("step 'end/v1' writes into '" + scene.at("taken/archive") + "', and " + scene.at("taken")
                        + " is not a folder; change its owner or mode, or name another folder");
        assertThat(run.errLines()).isEqualTo(plan.errLines());
        assertThat(scene.at("new")).doesNotExist();
    }

    @Test
    void shouldPackAndRemoveWhatAPlanNames() {
        scene.file("app/run.sh", "a program").file("app.pid", "1").migration(V1_GOES);

        Called plan = Called.here("plan", scene.at("m.yaml"));
        Called run = scene.call("run", "--format", "json");

        assertThat(plan.out())
                .contains("packs files and snapshots into archives in " + scene.at("archive"))
                .contains("removes service app, " + scene.at("app") + ", the snapshots of this passage; nothing else");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(scene.at("app")).doesNotExist();
        assertThat(scene.at("app.pid")).doesNotExist();
        assertThat(scene.at("v1/a.json")).exists();
        assertThat(scene.at("archive").toFile().list()).hasSize(4);
        assertThat(new Sqlite(scene.state().resolve("caravan.db"))
                        .column("SELECT json_extract(evidence, '$.count') FROM journal_entries"
                                + " WHERE json_extract(evidence, '$.step') = 'end/cleanup'"
                                + " AND json_extract(evidence, '$.count') IS NOT NULL"))
                .containsExactly("3");
    }

    /** Whatever was packed or removed when it was killed, the next run comes to the same end. */
    @ParameterizedTest
    @ValueSource(strings = {"cleanup-archived:1", "cleanup-archived:2", "cleanup-removed:1", "cleanup-removed:2"})
    void shouldComeToTheSameEndWhereverItWasKilled(String point) throws Exception {
        scene.file("app/run.sh", "a program").file("app.pid", "1").migration(V1_GOES);

        int killed = killedAt(point, scene.words("run", scene.at("m.yaml")));
        Called run = scene.call("run", "-q");

        assertThat(killed).isEqualTo(KILLED);
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(scene.at("app")).doesNotExist();
        assertThat(scene.at("calls")).content().as("removed once").isEqualTo("x\n");
        assertThat(scene.at("archive").toFile().list()).hasSize(4);
        assertThat(scene.state().resolve("snapshots/v1-goes")).isEmptyDirectory();
    }

    /** The verb: once both snapshots are packed and nothing has gone, and in the middle of going. */
    @ParameterizedTest
    @ValueSource(strings = {"cleanup-archived:2", "cleanup-removed:1"})
    void shouldBeCalledAgainWhereTheVerbWasKilled(String point) throws Exception {
        scene.file(
                "m.yaml",
                Files.readString(scene.at("m.yaml"))
                        + """
                        plan:
                          - phase: p
                            steps:
                              - snapshot: { name: before, of: v1 }
                              - pipeline: a
                              - pipeline: b
                              - snapshot: { name: after, of: v1 }
                        """);
        scene.call("run", "-q");
        Object[] words = scene.words("cleanup", "small", "--archive", scene.at("archive"));

        int killed = killedAt(point, words);
        List<String> ledger = scene.v2().column(LEFT);
        Called again = Called.here(words);

        assertThat(killed).isEqualTo(KILLED);
        assertThat(ledger).hasSize(point.startsWith("cleanup-archived") ? 3 : 0);
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.out()).contains("removed from snapshots: ", "small: cleaned up");
        assertThat(scene.v2().column(LEFT)).isEmpty();
        assertThat(scene.v2().rows(ROWS)).hasSize(2);
        assertThat(scene.state().resolve("snapshots/small")).isEmptyDirectory();
        assertThat(scene.at("archive").toFile().list()).as("each packed once").hasSize(4);
        assertThat(scene.callNamed("cleanup", "small").out()).isEqualTo("small: nothing was left to remove\n");
    }

    private int killedAt(String point, Object[] words) throws Exception {
        Launched caravan =
                new Launched(folder).with("CARAVAN_OPTS", "-Dcaravan.test=true").with("CARAVAN_TEST_KILL_AT", point);
        return caravan.run(Stream.of(words).map(Object::toString).toList());
    }

    @Test
    void shouldRefuseToRemoveFilesThatNoArchiveHolds() {
        scene.migration(
                """
                migration: v1-goes
                systems: { v1: { files: DIR/v1 } }
                plan: [ { phase: end, steps: [ { cleanup: { after: 1s, files: DIR/v1, irreversible: true } } ] } ]
                """);

        Called plan = Called.here("plan", scene.at("m.yaml"));

        assertThat(plan.exit()).isEqualTo(2);
        assertThat(plan.err()).contains("files go only once an archive holds them; add archive: with its folder");
    }

    @Test
    void shouldFindNothingToRemoveTheSecondTime() {
        scene.call("run", "-q");
        scene.callNamed("cleanup", "small");

        Called again = scene.callNamed("cleanup", "small");

        assertThat(again.exit()).isZero();
        assertThat(again.out()).isEqualTo("small: nothing was left to remove\n");
    }

    @Test
    void shouldFindTheRowsAgainWhenItIsRunAfterwards() {
        scene.call("run", "-q");
        scene.callNamed("cleanup", "small");

        Called run = scene.call("run", "--format", "json");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.json().at("/pipelines/0/skipped").asLong()).isEqualTo(2);
        assertThat(run.json().at("/pipelines/0/imported").asLong()).isZero();
        assertThat(scene.v2().number("SELECT count(*) FROM a")).isEqualTo(2);
    }

    @Test
    void shouldRefuseWhileAPipelineWasNeverRun() {
        scene.call("run", "--only", "a", "-q");

        Called refused = scene.callNamed("cleanup", "small");

        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.errLines()).hasSize(1);
        assertThat(refused.err()).startsWith("NO_GO pipeline 'b': no run of it is recorded in ");
        assertThat(scene.v2().column(LEFT)).hasSize(3);
    }

    @Test
    void shouldRefuseWhileVerificationHasNotPassed() {
        scene.call("run", "-q");
        scene.v2().run("UPDATE a SET name = 'other' WHERE id = 2");
        assertThat(scene.call("verify", "-q").exit()).isEqualTo(4);

        Called refused = scene.callNamed("cleanup", "small");

        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.err()).contains("pipeline 'a': no-go in verify 2");
        assertThat(scene.v2().column(LEFT)).hasSize(3);
        assertThat(scene.callNamed("cleanup", "small", "--yes", "-q").exit()).isZero();
        assertThat(scene.v2().column(LEFT)).isEmpty();
    }

    /** What tells how trouble came to be stays until it is over, whatever the time, and whoever says --yes. */
    @Test
    void shouldKeepSnapshotsWhileTroubleIsOpen() {
        scene.migration(
                """
                migration: taken-back
                systems: { v1: { files: DIR/v1 } }
                plan:
                  - phase: all
                    steps:
                      - snapshot: { name: copy, of: v1, keep: 0s }
                      - exec: { name: fails, run: [test, -e, DIR/good], leaves: nothing, on-failure: rollback }
                """);
        assertThat(scene.call("run", "-q").exit()).isEqualTo(5);

        Called looked = scene.callNamed("cleanup", "taken-back", "--dry-run");
        Called refused = scene.callNamed("cleanup", "taken-back");
        Called kept = scene.callNamed("cleanup", "taken-back", "--yes");

        assertThat(looked.out()).contains("stays: snapshots: ", "the plan was taken back at 20");
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.err()).contains("NO_GO taken-back: the plan was taken back at 20", "--closed REASON");
        assertThat(kept.exit()).isZero();
        assertThat(kept.out()).contains("snapshots stay: the plan was taken back at 20");
        assertThat(scene.state().resolve("snapshots/taken-back")).isNotEmptyDirectory();
        Called closed = scene.callNamed("cleanup", "taken-back", "--closed", "a flag was missing", "-q");
        assertThat(closed.exit()).as(closed.err()).isZero();
        assertThat(scene.state().resolve("snapshots/taken-back")).isEmptyDirectory();
        assertThat(new Sqlite(scene.state().resolve("caravan.db"))
                        .column("SELECT why FROM journal_entries WHERE what = 'cleanup start'"))
                .containsExactly("", "trouble closed: a flag was missing");
    }

    @Test
    void shouldForgetTroubleOnceALaterRunEndsWell() {
        scene.migration(
                """
                migration: mended
                systems: { v1: { files: DIR/v1 } }
                plan: [ { phase: p, steps: [ { snapshot: { name: copy, of: v1, keep: 0s } }, { check: { file: DIR/good } } ] } ]
                """);
        assertThat(scene.call("run", "-q").exit()).isEqualTo(1);
        assertThat(scene.callNamed("cleanup", "mended").err()).contains("run 1 ended failed");

        scene.file("good", "");
        assertThat(scene.call("run", "-q").exit()).isZero();

        assertThat(scene.callNamed("cleanup", "mended", "-q").exit()).isZero();
    }

    @Test
    void shouldRefuseWhileADryRunIsAllThereWas() {
        scene.call("run", "--dry-run", "-q");

        Called refused = scene.callNamed("cleanup", "small");

        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.errLines()).hasSize(2);
    }

    @Test
    void shouldRefuseBeforeTheRetentionTimeHasPassed() throws IOException {
        scene.call("run", "-q");
        String plan =
                "plan: [ { phase: p, steps: [ { pipeline: a }, { pipeline: b }, { cleanup: { after: 7d } } ] } ]\n";
        scene.file("m.yaml", Files.readString(scene.at("m.yaml")) + plan);

        Called refused = scene.callNamed("cleanup", "small");

        assertThat(refused.exit()).isEqualTo(6);
        assertThat(refused.err()).startsWith("WAITING small: the retention time has not passed; it is due at 20");
        assertThat(scene.v2().column(LEFT)).hasSize(3);
        assertThat(scene.callNamed("cleanup", "small", "--yes", "-q").exit()).isZero();
        assertThat(scene.v2().column(LEFT)).isEmpty();
    }

    @Test
    void shouldSayWhatItRemovedInTheJournal() {
        scene.call("run", "-q");
        scene.callNamed("cleanup", "small");

        assertThat(new Sqlite(scene.state().resolve("caravan.db"))
                        .column("SELECT what || ' ' || json_extract(evidence, '$.removed') FROM journal_entries"
                                + " WHERE what LIKE 'cleanup%' ORDER BY number"))
                .containsExactly(
                        "cleanup start []",
                        "cleanup end [\"v2 " + scene.at("v2.db")
                                + ": the tables caravan_ledger, caravan_pipeline, caravan_migration\"]");
    }
}
