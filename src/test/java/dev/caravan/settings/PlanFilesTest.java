package dev.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Gate;
import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlanFilesTest {
    private static final String HEAD =
            """
            migration: m
            systems: { app: { http: "http://localhost:1" } }
            gates:
              go: { criteria: [ { fact: .passage.number, pass: "> 1", marginal: "> 0" } ], sign-offs: [dba, lead], expires: 24h, not-by-starter: true }
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldReadStepsWithEverythingTheyMayHave() throws IOException {
        Migration migration = load(
                """
                plan:
                  - phase: one
                    steps:
                      - check: { name: up, http: app, path: /health, retry: { attempts: 30, backoff: 2s }, timeout: 1m }
                      - exec: [systemctl, restart, app]
                      - gate: go
                  - phase: two
                    steps:
                      - exec: { run: [a], undo: { exec: [b] }, when: .up.ok, unless: .x, irreversible: true, leaves: rows, on-failure: rollback }
                """);

        Step check = migration.plan().steps().get(0);
        Step exec = migration.plan().steps().get(1);
        Step last = migration.plan().steps().get(3);
        assertThat(migration.plan().steps())
                .extracting(Step::id)
                .containsExactly("one/up", "one/exec", "one/go", "two/exec");
        assertThat(check.retry()).isEqualTo(new Step.Retry(30, Duration.ofSeconds(2)));
        assertThat(check.timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(check.options()).hasToString("{\"http\":\"app\",\"path\":\"/health\"}");
        assertThat(exec.options()).hasToString("{\"run\":[\"systemctl\",\"restart\",\"app\"]}");
        assertThat(exec.retry()).isEqualTo(Step.Retry.NONE);
        assertThat(last.undo()).extracting(Step::kind).containsExactly("exec");
        assertThat(last.undo().get(0).options()).hasToString("{\"run\":[\"b\"]}");
        assertThat(last.when()).isEqualTo(".up.ok");
        assertThat(last.unless()).isEqualTo(".x");
        assertThat(last.irreversible()).isTrue();
        assertThat(last.leaves()).isEqualTo("rows");
        assertThat(check.leaves()).isNull();
        assertThat(last.rollback()).isTrue();
    }

    @Test
    void shouldReadGates() throws IOException {
        Gate gate = load("").gates().get("go");

        assertThat(gate.criteria()).containsExactly(new Gate.Criterion(".passage.number", "> 1", "> 0"));
        assertThat(gate.signOffs()).containsExactly("dba", "lead");
        assertThat(gate.expires()).isEqualTo(Duration.ofHours(24));
        assertThat(gate.notStarter()).isTrue();
    }

    @Test
    void shouldGiveAStepAnotherDigestOnlyWhenItsEffectChanges() throws IOException {
        String plan = "plan: [ { phase: p, steps: [ { exec: { run: [%s], name: n, retry: %d } } ] } ]";

        String digest = load(plan.formatted("a", 1)).plan().steps().get(0).digest();

        assertThat(load(plan.formatted("a", 2)).plan().steps().get(0).digest()).isEqualTo(digest);
        assertThat(load(plan.formatted("b", 1)).plan().steps().get(0).digest()).isNotEqualTo(digest);
    }

    @Test
    void shouldAskForANameWhereAKindRepeats() {
        assertThatThrownBy(() -> load("plan: [ { phase: p, steps: [ { exec: [a] }, { exec: [b] } ] } ]"))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining(": a second step 'exec' in phase 'p'; give it a name:");
    }

    @Test
    void shouldRefuseARoleThatSignsTwice() {
        assertThatThrownBy(() -> files().load(write(HEAD.replace("[dba, lead]", "[dba, dba]")), Map.of()))
                .hasMessageContaining("role 'dba' is there twice");
    }

    @Test
    void shouldKeepLoadsWithinTheirBounds() {
        assertThatThrownBy(
                        () -> load(
                                """
                        plan:
                          - phase: one
                            steps:
                              - load: { name: a, of: nobody, rate: 10/s }
                              - load: { name: b, of: "http://localhost:2/x", rate: 10/s }
                              - load: { name: c, of: "http://localhost:1/x", rate: 10/s, rates: [1, 2] }
                              - load: { name: d, of: app, rates: [200, 100] }
                              - load: { name: e, of: app, rate: 10, for: 25h, patience: 61s }
                              - load: { name: f, of: app, rate: 10, requests: [ { share: 50% }, { share: 40% } ] }
                        """))
                .hasMessageContainingAll(
                        "unknown system 'nobody'",
                        "a load may only be put on the http systems and services of this file",
                        "a load needs either rate: or rates:",
                        "rate 100 is not above the one before it",
                        "'25h' is not between 1ms and 24h",
                        "'61s' is not between 1ms and 60s",
                        "the shares of the requests make 90.0%");
    }

    @Test
    void shouldKnowWithWhatAnUnwrittenSystemIsCompared() {
        assertThatThrownBy(
                        () -> load(
                                """
                        plan:
                          - phase: one
                            steps:
                              - check: { name: a, unwritten: nobody, freeze: d }
                              - check: { name: b, unwritten: app }
                              - check: { name: c, unwritten: app, freeze: no such step }
                              - check: { name: d, tcp: "localhost:1", freeze: a }
                        """))
                .hasMessageContainingAll(
                        "unknown system 'nobody'",
                        "'unwritten' wants one of: freeze",
                        "unknown step 'no such step'",
                        "key 'freeze' has no meaning for a check of 'tcp'");
    }

    private Migration load(String rest) throws IOException {
        return files().load(write(HEAD + rest), Map.of());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("m.yaml"), text);
    }

    private MigrationFiles files() {
        return new MigrationFiles(folder, folder, CaravanProperties.defaults(), Map.of());
    }
}
