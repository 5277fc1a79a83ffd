package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.runbook.NixFleet;
import dev.caravan.servers.SshHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped nixfleet.yaml on eight real sshd, with a real repository. */
class NixFleetIT {
    private static final String FILE =
            Program.HOME.resolve("config/migrations/nixfleet.yaml").toString();

    /** What a person is asked for, in order. */
    private static final List<String> GATES =
            List.of("Macs restarted", "login", "both online", "canaries-good", "wave-1", "wave-2", "wave-3");

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void shouldGoFromStartToFinishAndBack() throws IOException {
        try (NixFleet fleet = new NixFleet(folder.resolve("world"))) {
            Map<String, String> before = fleet.world();

            toTheEnd(fleet);

            for (SshHosts.Machine host : fleet.all()) {
                boolean optional = host.name().equals("csb1");
                assertThat(fleet.agent(host.name())).as(host.name()).isEqualTo(optional ? "off" : "v2");
                assertThat(host.effects().stream().filter(line -> line.startsWith("switch")))
                        .as("rebuilds of " + host.name())
                        .hasSize(optional ? 1 : 2)
                        .doesNotHaveDuplicates();
            }
            assertThat(fleet.isUp("nixfleet")).isFalse();
            assertThat(fleet.isUp("nixfleet-v2")).isTrue();
            assertThat(fleet.host("csb1").effects())
                    .containsSubsequence("down nixfleet", "build nixfleet-v2", "up nixfleet-v2", "reboot");
            assertThat(fleet.host("gpc0").effects()).containsOnlyOnce("reboot");

            Called alone = call(
                    "rollback", "nixfleet", "--host", "hsb1", "--step", "v2 agents, wave 1", "--reason", "r", "--yes");
            assertThat(alone.exit()).as(alone.err()).isZero();
            assertThat(fleet.agent("hsb1")).isEqualTo("off");
            assertThat(fleet.agent("hsb0")).isEqualTo("v2");

            Called back = call("rollback", "nixfleet", "--reason", "test", "--yes", "-q");
            assertThat(back.exit()).as(back.err()).isEqualTo(5);
            assertThat(fleet.world()).isEqualTo(before);
        }
    }

    /** Signs what is waited for, until the plan has ended. */
    private void toTheEnd(NixFleet fleet) throws IOException {
        try (Program.Running running = start(fleet)) {
            for (String gate : GATES) {
                signed(fleet, running, gate);
            }
            Called ran = running.end();
            assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
        }
    }

    /** Waits until a person is asked, who does what is asked for and signs. */
    private void signed(NixFleet fleet, Program.Running run, String gate) throws IOException {
        until(run, () -> run.out().contains("/" + gate + ": waiting"));
        fleet.beforeSigning("/" + gate);
        approve(fleet, gate);
    }

    private void approve(NixFleet fleet, String gate) {
        Called signed =
                call("approve", "nixfleet", gate, "--role", "operator", "--by", "ann", "--key", fleet.privateKey());
        assertThat(signed.exit()).as(signed.err()).isZero();
    }

    /** A canary whose confirmation never comes goes back by itself; the next runs say so, and carry it over again. */
    @Test
    void shouldLetAHostPutItselfBackWhenNobodyIsLeftToConfirmIt() throws IOException {
        try (NixFleet fleet = new NixFleet(folder.resolve("world"))) {
            SshHosts.Machine canary = fleet.host("gpc0");
            Path slow = canary.root().resolve("slow");
            try (Program.Running run = start(fleet, "--set", "agent.confirm=3s")) {
                until(run, () -> run.out().contains("v2-dashboard-on/"));
                Files.writeString(slow, "600");
                until(run, () -> rebuilds(canary) == 2);
                run.kill();
                Files.delete(slow);
            }
            await().atMost(PATIENCE).until(() -> rebuilds(canary) == 3);
            await().atMost(PATIENCE).until(() -> fleet.agent("gpc0").equals("off"));
            assertThat(canary.effects().get(2))
                    .as("as after the first rebuild")
                    .isEqualTo(canary.effects().get(0));

            try (Program.Running again = start(fleet, "--set", "agent.confirm=3s")) {
                Called told = again.end();
                assertThat(told.exit()).as(told.out()).isEqualTo(1);
                assertThat(told.err()).contains("gpc0: it was not confirmed within 3 s, and has put itself back");
            }
            checkCommands(fleet);
        }
    }

    /** The canaries are carried over; but nobody sends the commands that are said to have been sent. */
    private void checkCommands(NixFleet fleet) throws IOException {
        try (Program.Running third = start(fleet)) {
            signed(fleet, third, "Macs restarted");
            signed(fleet, third, "login");
            until(third, () -> third.out().contains("/both online: waiting"));
            assertThat(fleet.agent("gpc0")).isEqualTo("v2");
        }
        try (Program.Running last = start(fleet, "--set", "agent.within=2s", "--accept-changed")) {
            until(last, () -> last.out().contains("/both online: waiting"));
            approve(fleet, "both online");
            Called told = last.end();
            assertThat(told.exit()).as(told.out()).isEqualTo(1);
            assertThat(told.err()).contains("canaries/commands arrive").contains("gpc0: pull arrived, nixos");
        }
    }

    private static long rebuilds(SshHosts.Machine host) {
        return host.effects().stream().filter(line -> line.startsWith("switch")).count();
    }

    private static void until(Program.Running run, BooleanSupplier holds) {
        await().atMost(PATIENCE).until(() -> !run.process().isAlive() || holds.getAsBoolean());
        assertThat(run.process().isAlive()).as(run.out() + run.err()).isTrue();
    }

    private Program.Running start(NixFleet fleet, Object... more) {
        List<Object> words = new ArrayList<>(List.of("run", FILE, "--state", folder.resolve("state"), "--wait", "5m"));
        fleet.settings().forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
        // It has the dashboard, and goes without an agent
        words.addAll(List.of("--set", "csb1.agent=no"));
        words.addAll(List.of(more));
        return program().start(words.toArray());
    }

    private Program program() {
        return new Program(folder)
                .with("CARAVAN_OPTS", "-Dcaravan.home=" + folder.resolve("world/home"))
                .with("PATH", Program.HOME.resolve("src/test/resources/hosts/local") + ":" + System.getenv("PATH"));
    }

    private Called call(Object... words) {
        List<Object> all = new ArrayList<>(List.of(words));
        all.add("--state");
        all.add(folder.resolve("state"));
        return program().call(all.toArray());
    }

    @Test
    void shouldPlanWithThePlansOwnHostNamesWithoutConnecting() throws IOException {
        Files.createDirectories(folder);

        Called planned = Called.here("plan", FILE);

        assertThat(planned.exit()).as(planned.err()).isZero();
        assertThat(planned.out()).contains("hsb0").contains("wave-1").contains("ready: ");
    }
}
