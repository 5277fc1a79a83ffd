package dev.caravan.step.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Inventory;
import dev.caravan.model.Inventory.Access;
import dev.caravan.model.Inventory.Host;
import dev.caravan.repository.Database;
import dev.caravan.repository.HostRow;
import dev.caravan.repository.HostRows;
import dev.caravan.repository.HostState;
import dev.caravan.repository.Sleeper;
import dev.caravan.servers.SshHosts;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepCalls;
import dev.caravan.step.check.CheckStep;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts on eight real sshd. */
class SshStepIT {
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f", "g", "h");

    @TempDir
    private static Path folder;

    private static SshHosts hosts;

    @TempDir
    private Path state;

    private Database database;
    private HostRows rows;
    private SshStep step;

    @BeforeAll
    static void start() {
        hosts = new SshHosts(folder, NAMES.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        hosts.close();
    }

    @BeforeEach
    void open() throws IOException {
        for (SshHosts.Machine machine : hosts.all()) {
            for (String file : List.of("effects", "broken", "slow", "home/go")) {
                Files.deleteIfExists(machine.root().resolve(file));
            }
        }
        database = Database.open(state, Clock.systemUTC());
        rows = new HostRows(database);
        step = new SshStep(rows, Clock.systemUTC(), Sleeper.real());
    }

    @Test
    void shouldDoEveryItemOnEveryHostOnce() {
        StepCall call = call("{hosts: all, do: [{name: one, run: [count, one]}, {name: two, run: [count, two]},"
                + " {name: seen, look: [cat, ../effects], expect: {text: two}}]}");

        StepResult result = step.advance(call);

        assertThat(result).isInstanceOf(StepResult.Done.class);
        StepResult.Done done = (StepResult.Done) result;
        assertThat(done.facts().path("done").asInt()).isEqualTo(8);
        assertThat(hosts.all()).allSatisfy(host -> assertThat(host.effects()).containsExactly("one", "two"));
        JsonNode first = done.evidence().path("checklist").get(0);
        assertThat(first.path("host").asText()).isEqualTo("a");
        assertThat(first.path("checks").findValuesAsText("check")).containsExactly("one", "two", "seen");
        assertThat(first.at("/checks/0/output").asText()).isEqualTo("counted one");
        assertThat(first.at("/checks/0/command").asText()).isEqualTo("count one");
        assertThat(hosts.host("a").root().resolve("home/.caravan")).doesNotExist();
    }

    @Test
    void shouldStopAtTheBudgetAndGoOnWithTheFailedAndTheNeverBegun() throws IOException {
        Files.writeString(hosts.host("c").root().resolve("broken"), "");
        StepCall call = call("{hosts: all, waves: [1, 3, 50%], run: [count, x]}");

        StepResult failed = step.advance(call);

        assertThat(failed).isInstanceOf(StepResult.Failed.class);
        assertThat(((StepResult.Failed) failed).reason())
                .startsWith("1 of 8 hosts failed: c: count x: 'count' ended with exit status 7 instead of 0")
                .contains("never begun: d, e, f, g, h");
        assertThat(states()).containsOnlyKeys("a", "b", "c");

        Files.delete(hosts.host("c").root().resolve("broken"));
        StepResult done = step.advance(call);

        assertThat(done).isInstanceOf(StepResult.Done.class);
        assertThat(hosts.host("a").effects()).containsExactly("x");
        assertThat(hosts.host("b").effects()).containsExactly("x");
        assertThat(hosts.host("c").effects()).containsExactly("x", "x");
        assertThat(hosts.host("h").effects()).containsExactly("x");
        assertThat(rows.of("m", 1, "p/x").get("c").attempt()).isEqualTo(2);
    }

    /** A thread for each host would be as many as there are; the library's own few are there whatever their number. */
    @Test
    void shouldHaveNoMoreThreadsThanHostsThatItWorksOn() {
        int many = Boolean.getBoolean("caravan.campaign") ? 200 : 64;
        int together = 10;
        int own = 16;
        Map<String, Host> inventory = new LinkedHashMap<>();
        for (int number = 0; number < many; number++) {
            String name = "h" + number;
            inventory.put(name, host(name, hosts.all().get(number % NAMES.size())));
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        threads.resetPeakThreadCount();
        int before = threads.getThreadCount();

        StepResult result = step.advance(StepCalls.onHosts(
                "{hosts: all, together: " + together + ", run: [count, x]}", new Inventory(inventory), 300));

        assertThat(result).isInstanceOf(StepResult.Done.class);
        assertThat(((StepResult.Done) result).facts().path("done").asInt()).isEqualTo(many);
        assertThat(hosts.all().stream().mapToLong(host -> host.effects().size()).sum())
                .isEqualTo(many);
        assertThat(threads.getPeakThreadCount() - before).isBetween(together, together + own);
    }

    @Test
    void shouldGoOnWithinTheBudget() throws IOException {
        Files.writeString(hosts.host("a").root().resolve("broken"), "");
        StepCall call = call("{hosts: all, waves: [1], failures: 15%, run: [count, x]}");

        StepResult.Done done = (StepResult.Done) step.advance(call);

        assertThat(done.facts().path("done").asInt()).isEqualTo(7);
        assertThat(done.facts().path("failed").asInt()).isEqualTo(1);
    }

    @Test
    void shouldFollowWhatAnEarlierProcessBegan() throws IOException {
        for (SshHosts.Machine machine : hosts.all()) {
            Files.writeString(machine.root().resolve("slow"), "1");
        }
        StepCall call = call("{hosts: [a, b], do: [{run: [count, x]}, {run: [count, y]}]}");

        StepResult given =
                step.advance(stopped(call, () -> hosts.host("a").effects().contains("x")));
        StepResult asked = step.look(call);
        StepResult done = step.advance(call);

        assertThat(given).isInstanceOf(StepResult.Wait.class);
        assertThat(asked).isInstanceOf(StepResult.Again.class);
        assertThat(done).isInstanceOf(StepResult.Done.class);
        assertThat(hosts.host("a").effects()).containsExactly("x", "y");
        assertThat(hosts.host("b").effects()).containsExactly("x", "y");
    }

    @Test
    void shouldAskWhetherItIsDoneWhereAHostLostIt() throws IOException {
        StepCall lost = call("{hosts: [d], run: [sh, -c, 'count x; kill -9 $PPID']}");
        StepCall asks =
                call("{hosts: [e], run: [sh, -c, 'count x; kill -9 $PPID'], done-when: [grep, -q, x, ../effects]}");

        StepResult unknown = step.advance(lost);
        step.look(lost);
        StepResult still = step.advance(lost);
        StepResult done = step.advance(asks);

        assertThat(unknown).isInstanceOf(StepResult.Unknown.class);
        assertThat(((StepResult.Unknown) unknown).reason())
                .startsWith("d lost 'sh -c")
                .contains("in the middle");
        assertThat(still).isInstanceOf(StepResult.Unknown.class);
        assertThat(done).isInstanceOf(StepResult.Done.class);
        assertThat(hosts.host("d").effects()).containsExactly("x");
        assertThat(hosts.host("e").effects()).containsExactly("x");
    }

    @Test
    void shouldRestartAHostOnceAndSeeItComeBack() throws IOException {
        String before = Files.readString(hosts.host("f").root().resolve("boot_id"));
        StepCall call = call("{hosts: [f], do: [{reboot: [sudo, reboot], within: 30s}, {run: [count, after]}]}");

        StepResult result = step.advance(call);

        assertThat(result).isInstanceOf(StepResult.Done.class);
        assertThat(hosts.host("f").effects()).containsExactly("reboot", "after");
        assertThat(hosts.host("f").root().resolve("boot_id")).content().isNotEqualTo(before);
    }

    @Test
    void shouldSeeThatAHostPutItselfBackAfterAChangeThatShutUsOut() {
        StepCall call = call("{hosts: [g], run: [lockout], revert: {run: [letin], after: 2s}}");

        StepResult result = step.advance(call);

        assertThat(result).isInstanceOf(StepResult.Failed.class);
        assertThat(((StepResult.Failed) result).reason())
                .contains("g: it was not confirmed within 2 s, and has put itself back");
        assertThat(hosts.host("g").effects()).containsExactly("lockout", "letin");
    }

    /** Nobody has mended it in time: it has put itself back, so the next try does all of it. */
    @Test
    void shouldBeginAnewOnAHostThatPutItselfBackAfterAFailedTry() throws IOException {
        SshHosts.Machine host = hosts.host("c");
        StepCall call = call(
                "{hosts: [c], do: [{run: [count, x]}, {look: [test, -e, go]}], revert: {run: [count, back], after: 1s}}");

        StepResult failed = step.advance(call);
        await().until(() -> host.effects().contains("back"));
        Files.createFile(host.root().resolve("home/go"));
        StepResult done = step.advance(call);

        assertThat(failed).isInstanceOf(StepResult.Failed.class);
        assertThat(done).isInstanceOf(StepResult.Done.class);
        assertThat(host.effects()).containsExactly("x", "back", "x");
    }

    /** Mended in time: nothing is left that could put it back later. */
    @Test
    void shouldDisarmTheTimerOfAFailedTry() throws IOException {
        SshHosts.Machine host = hosts.host("d");
        StepCall call = call(
                "{hosts: [d], do: [{run: [count, x]}, {look: [test, -e, go]}], revert: {run: [count, back], after: 10m}}");

        StepResult failed = step.advance(call);
        Files.createFile(host.root().resolve("home/go"));
        StepResult done = step.advance(call);

        assertThat(failed).isInstanceOf(StepResult.Failed.class);
        assertThat(done).isInstanceOf(StepResult.Done.class);
        assertThat(host.effects()).containsExactly("x");
        try (Stream<Path> left = Files.walk(host.root().resolve("home"))) {
            assertThat(left).noneMatch(file -> file.getFileName().toString().equals("armed"));
        }
    }

    @Test
    void shouldEndWhatStillRunsBeforeTheHostPutsItselfBack() {
        SshHosts.Machine host = hosts.host("e");
        StepCall call = call("{hosts: [e], run: [sh, -c, 'count x; sleep 60 & wait; count late'],"
                + " revert: {run: [count, back], after: 1s}}");

        StepResult result = step.advance(call);

        assertThat(result).isInstanceOf(StepResult.Failed.class);
        await().until(() -> host.effects().contains("back"));
        assertThat(host.effects()).containsExactly("x", "back");
    }

    @Test
    void shouldTakeBackWhatWasBegunLastFirst() {
        StepCall call = call("{hosts: [a, b], do: [{run: [count, x], undo: [count, no-x]}, {run: [count, y], undo:"
                + " [count, no-y]}]}");
        step.advance(call);

        StepResult alone = step.undo(call, "b");
        StepResult again = step.undo(call, "b");
        StepResult all = step.undo(call);

        assertThat(List.of(alone, again, all)).allMatch(StepResult.Done.class::isInstance);
        assertThat(hosts.host("a").effects()).containsExactly("x", "y", "no-y", "no-x");
        assertThat(hosts.host("b").effects()).containsExactly("x", "y", "no-y", "no-x");
    }

    @Test
    void shouldLeaveOutAHostThatWasTakenBackAlone() {
        StepCall first = call("{hosts: [a, b], run: [count, x], revert: {run: [count, back], after: 1m}}");
        step.advance(first);
        step.undo(first, "b");
        StepCall later = named("later", call("{hosts: [a, b], run: [count, z]}"));

        StepResult.Done done = (StepResult.Done) step.advance(later);

        assertThat(done.facts().path("takenBack").asText()).isEqualTo("b");
        assertThat(hosts.host("a").effects()).containsExactly("x", "z");
        assertThat(hosts.host("b").effects()).containsExactly("x", "back");
    }

    @Test
    void shouldNameAHostThatIsNotThere() {
        hosts.host("h").stop();
        try {
            StepResult result = step.advance(call("{hosts: [h], run: [count, x]}"));

            assertThat(result).isInstanceOf(StepResult.Failed.class);
            assertThat(((StepResult.Failed) result).reason())
                    .contains("h (127.0.0.18:")
                    .contains("cannot be reached");
        } finally {
            hosts.host("h").start();
            hosts.host("h").awaitUp();
        }
    }

    @Test
    void shouldLookAtHostsAsCheckDoes() throws IOException {
        Files.writeString(hosts.host("b").root().resolve("home/ready"), "all well\n");
        CheckStep check = new CheckStep(null, null, null);

        StepResult tool = check.advance(call("{tool: git, at-least: 2.1, 'on': [a, b]}"));
        StepResult old = check.advance(call("{tool: git, at-least: 99, 'on': a}"));
        StepResult none = check.advance(call("{tool: no-such-tool, 'on': a}"));
        StepResult disk = check.advance(call("{disk: /tmp, free: 1 KB, 'on': [a]}"));
        StepResult full = check.advance(call("{disk: /tmp, free: 900000 TB, 'on': [a]}"));
        StepResult file = check.advance(call("{file: ready, contains: all well, 'on': [a, b]}"));

        assertThat(List.of(tool, disk)).allMatch(StepResult.Done.class::isInstance);
        assertThat(reason(old)).startsWith("a: 'git' is ").contains("older than 99");
        assertThat(reason(none)).isEqualTo("a: there is no 'no-such-tool'; install it");
        assertThat(reason(full)).contains("bytes free, less than 900000 TB");
        assertThat(reason(file)).isEqualTo("a: ready is not there");
    }

    private static String reason(StepResult result) {
        return ((StepResult.Failed) result).reason();
    }

    @Test
    void shouldRefuseAValueThatAHostLacksBeforeAnythingIsBegun() {
        StepResult result = step.advance(call("{hosts: all, run: [count, '{{host.flake}}']}"));

        assertThat(result).isInstanceOf(StepResult.Failed.class);
        assertThat(((StepResult.Failed) result).reason()).contains("a has no 'flake'; add it");
        assertThat(hosts.host("a").effects()).isEmpty();
    }

    private Map<String, HostState> states() {
        Map<String, HostState> states = new LinkedHashMap<>();
        for (HostRow row : rows.of("m", 1, "p/x").values()) {
            states.put(row.host(), row.state());
        }
        return states;
    }

    private static StepCall call(String options) {
        Map<String, Host> inventory = new LinkedHashMap<>();
        hosts.all().forEach(machine -> inventory.put(machine.name(), host(machine.name(), machine)));
        return StepCalls.onHosts(options, new Inventory(inventory), 120);
    }

    private static Host host(String name, SshHosts.Machine machine) {
        return new Host(
                name,
                machine.address(),
                hosts.port(),
                System.getProperty("user.name"),
                "",
                List.of(),
                0,
                new Access(hosts.key(), null, List.of(machine.publicKey()), null, false, Duration.ofSeconds(20)),
                Map.of());
    }

    private static StepCall named(String name, StepCall call) {
        return StepCalls.named(name, call);
    }

    private static StepCall stopped(StepCall call, BooleanSupplier stopped) {
        return StepCalls.stopped(call, stopped);
    }
}
