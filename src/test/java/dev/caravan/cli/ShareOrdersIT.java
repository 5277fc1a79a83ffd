package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.repository.Database;
import dev.caravan.repository.Journal;
import dev.caravan.repository.JournalEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shares that people change by hand on a real nginx: without a run, beside one, and all the way back. */
class ShareOrdersIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private NginxScene traffic;
    private Scene scene;

    @BeforeEach
    void makeScene() throws IOException {
        traffic = new NginxScene(folder);
        scene = new Scene(folder)
                .file("flags.env", "V2_SEARCH=off\nOTHER=1\n")
                .migration(
                        "migration: move\n" + traffic.head()
                                + """
                            writes: shared
                            rise-every: 100ms
                        gates:
                          go: { sign-offs: [ operations ] }
                        plan:
                          - phase: few
                            steps:
                              - edit: { name: flag, file: "DIR/flags.env", set: { V2_SEARCH: "on" } }
                              - shift: { name: a quarter, of: api, to: 25% }
                          - phase: all
                            steps:
                              - gate: go
                              - shift: { name: everybody, of: api, to: 100% }
                        """);
    }

    @AfterEach
    void stop() {
        traffic.close();
    }

    @Test
    void shouldShiftByHandWithinWhatTheGatesAllowAndRollBackTrafficFirst() throws Exception {
        CompletableFuture<Called> run = CompletableFuture.supplyAsync(() -> scene.call("run", "-q"));
        await().atMost(SOON).until(() -> status().contains("waiting") && status().contains("gate"));
        assertThat(traffic.moved()).isBetween(10, 40);
        assertThat(scene.at("flags.env")).hasContent("V2_SEARCH=on\nOTHER=1");

        assertThat(status())
                .contains("return: about 0.")
                .contains("never measured: few/flag")
                .contains("api: 25% back to 0%; writes shared: none, one store stands behind both");

        Called higher = scene.callNamed("shift", "move", "50", "--reason", "looks well", "--by", "ada");
        Called lower = scene.callNamed("shift", "move", "0", "--reason", "looks bad", "--by", "ada");
        int none = traffic.moved();
        Called again = scene.callNamed("shift", "move", "25%", "--reason", "was nothing", "--by", "ada");

        assertThat(higher.exit()).isEqualTo(6);
        assertThat(higher.err())
                .startsWith("WAITING move/api: gate 'all/go' stands before 'all/everybody' and is not passed");
        assertThat(lower.exit()).as(lower.err()).isZero();
        assertThat(lower.out()).startsWith("move: v2's share went from 25% to 0%, proved in ");
        assertThat(none).isZero();
        assertThat(traffic.answer("tester")).isEqualTo("v2");
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(traffic.moved()).isBetween(10, 40);

        Called back = scene.callNamed("rollback", "move", "--reason", "enough", "--yes");

        assertThat(back.exit()).as(back.err()).isZero();
        assertThat(run.get(60, TimeUnit.SECONDS).exit()).isEqualTo(5);
        assertThat(traffic.moved()).isZero();
        assertThat(scene.at("flags.env")).hasContent("V2_SEARCH=off\nOTHER=1");
        List<String> what = journal();
        assertThat(what.indexOf("shifted api to 0%")).isPositive();
        assertThat(what.lastIndexOf("shifted api to 0%")).isGreaterThan(what.lastIndexOf("shifted api to 25%"));
        assertThat(what.subList(what.lastIndexOf("shifted api to 25%"), what.size()))
                .containsSubsequence("shifted api to 0%", "rollback move", "step is taken back");
    }

    @Test
    void shouldShiftWithoutARun() {
        Called off = scene.call("shift", "off", "--reason", "not yet");
        String pinned = traffic.answer("tester");
        Called none = scene.call("shift", "0", "--reason", "testers may");
        Called few = scene.call("shift", "10", "--reason", "too early");
        Called wrong = scene.call("shift", "101", "--reason", "more");
        Called unknown = scene.call("shift", "0", "--reason", "which", "--service", "web");

        assertThat(off.exit()).as(off.err()).isZero();
        assertThat(pinned).isEqualTo("v1");
        assertThat(none.exit()).as(none.err()).isZero();
        assertThat(traffic.answer("tester")).isEqualTo("v2");
        assertThat(few.exit()).as(few.err()).isEqualTo(0);
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains("'101' is no share");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("has no service 'web'; name one of them with --service: api");
    }

    @Test
    void shouldTellWhatGoingBackWouldLeaveBehindAndHoldTheShareToWhatIsProved() {
        scene.file("t.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY, session TEXT, name TEXT)")
                .migration(
                        "migration: move\n"
                                + traffic.head()
                                        .replace(
                                                "systems: {",
                                                "systems: { old: { sqlite: DIR/v1.db }, new: { sqlite: DIR/v2.db, schema: DIR/t.sql },")
                                + """
                            writes: cohort
                            cap: { verified: 1h, owner: session }
                        pipelines:
                          t: { export: { from: old, table: t }, import: { into: new, table: t, existing: keep }, verify: [ counts, rows ] }
                        plan:
                          - phase: all
                            steps:
                              - pipeline: t
                              - shift: { name: half, of: api, to: 50% }
                        """);
        new Sqlite(scene.at("v1.db")).update("CREATE TABLE t (id INTEGER PRIMARY KEY, session TEXT, name TEXT)");
        List<String> clients =
                IntStream.range(1, 21).mapToObj(i -> "client-" + i).toList();
        for (String client : clients) {
            new Sqlite(scene.at("v1.db")).update("INSERT INTO t (session, name) VALUES (?, 'a')", client);
        }

        Called early = scene.call("shift", "5", "--reason", "before anything is there");
        Called run = scene.call("run", "-q");
        Map<String, List<String>> sides = clients.stream().collect(Collectors.groupingBy(traffic::answer));
        for (String client : sides.get("v2")) {
            scene.v2().update("UPDATE t SET name = 'said on v2' WHERE session = ?", client);
        }
        for (int i = 0; i < 3; i++) {
            scene.v2()
                    .update(
                            "INSERT INTO t (session, name) VALUES (?, 'new')",
                            sides.get("v2").get(0));
        }
        Called status = scene.callNamed("status", "move", "--format", "json");
        Called proved = scene.call("verify", "--format", "json");
        Called further = scene.call("shift", "60", "--reason", "each client on v1 is proved");
        String onV1 = clients.stream()
                .filter(client -> traffic.answer(client).equals("v1"))
                .findFirst()
                .orElseThrow();
        scene.v2().update("UPDATE t SET name = 'x' WHERE session = ?", onV1);
        Called wrong = scene.call("verify", "-q");
        Called late = scene.call("shift", "100", "--reason", "go on");
        Called down = scene.call("shift", "10", "--reason", "less");

        assertThat(early.exit()).isEqualTo(4);
        assertThat(early.err()).contains("NO_GO move/api: pipeline 't' was never verified, and the cap allows 60 min");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(status.json().at("/0/returnSafety/services/0/rowsOnV2Alone").asLong())
                .isEqualTo(3);
        assertThat(status.json().at("/0/returnSafety/services/0/share").asText())
                .isEqualTo("50%");
        assertThat(proved.exit()).as(proved.err()).isZero();
        assertThat(further.exit()).as(further.err()).isZero();
        assertThat(wrong.exit()).isEqualTo(4);
        assertThat(late.exit()).isEqualTo(4);
        assertThat(late.err()).contains("was found different at ");
        assertThat(down.exit()).as(down.err()).isZero();
        assertThat(traffic.moved()).isBetween(2, 25);
    }

    private String status() {
        return scene.callNamed("status", "move").out();
    }

    private List<String> journal() {
        try (Database database = Database.open(scene.state(), Clock.systemUTC())) {
            return new Journal(database, Clock.systemUTC())
                    .entries(0, 1_000).stream()
                            .map(JournalEntry::note)
                            .map(note -> note.what())
                            .toList();
        }
    }
}
