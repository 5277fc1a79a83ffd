package dev.caravan.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.settings.CaravanProperties;
import dev.caravan.settings.MigrationFiles;
import dev.caravan.step.StepKinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A step that may destroy has a way back, or says that it has none, or what stays. */
final class PlanCheckTest {
    private static final String FILE =
            """
            migration: m
            systems: { app: { http: "http://localhost:1" }, v2: { sqlite: x.db } }
            inventory: { user: u, hosts: { a: { address: 192.0.2.1 } } }
            plan:
              - phase: p
                steps:
                  - %s
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec: [rm, -rf, /srv/v1]",
                "exec: { run: [docker, compose, down], repeatable: true }",
                "exec: [docker, exec, app, restart]",
                "http: { to: app, path: /x, method: POST }",
                "http: { to: app, path: /x, method: PUT }",
                "http: { to: app, path: /x, method: DELETE }",
                "ssh: { hosts: all, run: [rm, -rf, /srv/v1] }",
                "ssh: { hosts: all, do: [ { look: [uptime] }, { run: [rm, x] } ] }",
                "route: warm",
                "sql: { in: v2, run: DROP TABLE t }",
                "sql: { in: v2, run: INSERT INTO t VALUES (1) }",
                "sql: { in: v2, run: create index i on t (a) }",
                "sql: { in: v2, run: 'ALTER TABLE t ADD b int' }",
                "sql: { in: v2, run: 'SELECT 1; update t set a = 1' }",
                "sql: { in: v2, run: \"-- SELECT\\n/* SELECT */ REPLACE INTO t VALUES (1)\" }",
                "sql: { in: v2, run: 'WITH gone AS (DELETE FROM t RETURNING a) SELECT a FROM gone' }",
                "sql: { in: v2, run: 'WITH a AS (SELECT 1) UPDATE t SET a = 1' }",
                "sql: { in: v2, run: SELECT a INTO copy FROM t }",
                "sql: { in: v2, run: EXPLAIN ANALYZE DELETE FROM t }",
                "sql: { in: v2, file: change.sql }",
                "cleanup: { after: 1d, files: [/srv/v1], archive: . }",
            })
    void shouldRefuseWhatMayDestroyWithoutAWayBack(String step) throws IOException {
        Migration migration = load(step);

        assertThatThrownBy(() -> PlanCheck.refuse(migration, traits(migration)))
                .isInstanceOfSatisfying(
                        CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_INVALID))
                .hasMessageContaining("m.yaml:7:")
                .hasMessageContaining("nothing takes it back; give it an undo:, or say irreversible: true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec: { run: [rm, x], undo: { exec: [touch, x] } }",
                "exec: { run: [rm, x], irreversible: true }",
                "exec: { run: [git, pull], leaves: commits of others }",
                "exec: [docker, compose, -f, c.yaml, restart, app]",
                "exec: [sudo, systemctl, restart, app]",
                "exec: [/usr/bin/systemctl, reload, app]",
                "http: { to: app, path: /x }",
                "http: { to: app, path: /x, method: HEAD }",
                "http: { to: app, path: /x, method: POST, leaves: nothing }",
                "http: { to: app, path: /x, method: PUT, undo: { http: { to: app, path: /x, method: DELETE } } }",
                "ssh: { hosts: all, do: [ { look: [uptime] }, { reboot: [reboot] } ] }",
                "ssh: { hosts: all, do: [ { run: [rm, x], undo: [touch, x] } ] }",
                "ssh: { hosts: all, run: [rm, x], revert: { run: [touch, x], after: 1m } }",
                "ssh: { hosts: all, run: [systemctl, restart, app] }",
                "route: { of: warm, leaves: a warm cache }",
                "sql: { in: v2, run: INSERT INTO t VALUES (1), leaves: a row that is read at the end }",
                "sql: { in: v2, run: INSERT INTO t VALUES (1), undo: { sql: { in: v2, run: DELETE FROM t } } }",
                "sql: { in: v2, run: 'SELECT a FROM t WHERE b = ''x; DELETE FROM t'' FOR UPDATE' }",
                "sql: { in: v2, run: 'WITH a AS (SELECT replace(b, 1, 2) FROM \"into\") SELECT a FROM a; VALUES (1)' }",
                "sql: { in: v2, run: '(SELECT 1) UNION (SELECT 2)' }",
                "sql: { in: v2, file: ask.sql }",
            })
    void shouldTakeWhatHasAWayBackOrNeedsNone(String step) throws IOException {
        Migration migration = load(step);

        assertThat(PlanCheck.problems(migration, traits(migration))).isEmpty();
    }

    @Test
    void shouldTellEveryOneWithItsPlaceAndWhatToDo() throws IOException {
        Migration migration = load("exec: { name: one, run: [rm, x] }\n      - exec: { name: two, run: [rm, y] }");

        List<String> problems = PlanCheck.problems(migration, traits(migration));

        assertThat(problems).hasSize(2);
        assertThat(problems.get(0))
                .endsWith(
                        "m.yaml:7:9: step 'p/one' may change anything, and nothing takes it back; give it an undo:, or"
                                + " say irreversible: true, and a person signs it; where nothing need be taken back, say what stays"
                                + " by leaves: (leaves: nothing where it changes nothing)");
        assertThat(problems.get(1)).contains("m.yaml:8:9: step 'p/two'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"barnabeenet", "infrafabric-chroma", "lekiwi", "nixfleet", "voice-agent"})
    void shouldFindAWayBackInEveryShippedPlan(String name) {
        Path config = Path.of("config").toAbsolutePath();
        Migration migration = new MigrationFiles(folder, config, CaravanProperties.defaults(), Map.of())
                .load(config.resolve("migrations/" + name + ".yaml"), Map.of());

        assertThat(PlanCheck.problems(migration, traits(migration)))
                .filteredOn(problem -> problem.contains("nothing takes it back"))
                .isEmpty();
    }

    private static StepTraits traits(Migration migration) {
        return new StepTraits(StepKinds.forPlan()::kind, migration.plan());
    }

    private Migration load(String step) throws IOException {
        Files.writeString(folder.resolve("ask.sql"), "-- DELETE FROM t\nSELECT 1;\n");
        Files.writeString(folder.resolve("change.sql"), "SELECT 1;\nGRANT SELECT ON t TO u;\n");
        Path file = Files.writeString(folder.resolve("m.yaml"), FILE.formatted(step));
        return new MigrationFiles(folder, folder, CaravanProperties.defaults(), Map.of()).load(file, Map.of());
    }
}
