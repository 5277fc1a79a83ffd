package dev.caravan.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.Inventory.Access;
import dev.caravan.model.Inventory.Host;
import dev.caravan.repository.Sleeper;
import dev.caravan.servers.SshHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections, markers and timers, on a real sshd. */
class HostShellIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static SshHosts hosts;
    private static Fleet fleet;

    @BeforeAll
    static void start() {
        hosts = new SshHosts(folder, "one", "two", "three");
        fleet = new Fleet();
    }

    @AfterAll
    static void stop() {
        fleet.close();
        hosts.close();
    }

    @Test
    void shouldHandOverEveryNastyArgument() throws IOException {
        StringBuilder all = new StringBuilder();
        for (char c = 1; c < 256; c++) {
            all.append(c);
        }
        List<String> nasty =
                List.of(all.toString(), "", "'", "'\\''", "$(reboot)", "`reboot`", "a\nb", "--", "*", "~", "\\", "é😀");

        try (HostShell shell = shell("one")) {
            for (String argument : nasty) {
                HostShell.Ended looked = shell.look(List.of("printf", "<%s>", argument), LONG);
                HostShell.Ended once = shell.once(
                                "m" + nasty.indexOf(argument), List.of("printf", "<%s>", argument), LONG)
                        .orElseThrow();

                assertThat(looked.output()).isEqualTo("<" + argument + ">");
                assertThat(once.output()).isEqualTo("<" + argument + ">");
            }
        }
        assertThat(hosts.host("one").effects()).doesNotContain("reboot");
    }

    @Test
    void shouldBeginAProgramOnce() throws IOException {
        try (HostShell shell = shell("one")) {
            HostShell.Ended first =
                    shell.once("once-a", List.of("count", "a"), LONG).orElseThrow();
            HostShell.Ended second =
                    shell.once("once-a", List.of("count", "a"), LONG).orElseThrow();

            assertThat(first).isEqualTo(new HostShell.Ended(0, "counted a")).isEqualTo(second);
            assertThat(hosts.host("one").effects()).containsOnlyOnce("a");
        }
    }

    @Test
    void shouldBeginAProgramThoughAnotherTakesTheFolderOfMarkersAway() throws IOException {
        Path tool = hosts.host("two").root().resolve("bin/mkdir");
        Files.writeString(
                tool,
                """
                #!/bin/sh
                # Once, the folder is gone again as soon as it is there
                /bin/mkdir "$@" || exit
                [ -e "$HOST_ROOT/taken" ] || [ "$1" != -p ] || { touch "$HOST_ROOT/taken"; rmdir "$HOME/.caravan"; }
                """);
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (HostShell shell = shell("two")) {
            shell.forget(List.of());
            Optional<HostShell.Ended> ended = shell.once("taken", List.of("count", "taken"), LONG);
            shell.forget(List.of("taken"));

            assertThat(ended).contains(new HostShell.Ended(0, "counted taken"));
            assertThat(hosts.host("two").root().resolve("taken")).exists();
        } finally {
            Files.delete(tool);
        }
    }

    @Test
    void shouldLeaveTheModesOfWhatAProgramMakesToTheHost() throws IOException {
        Path home = hosts.host("one").root().resolve("home");
        try (HostShell shell = shell("one")) {
            shell.look(List.of("touch", "looked"), LONG);
            shell.once("mode", List.of("touch", "made"), LONG).orElseThrow();
        }

        assertThat(Files.getPosixFilePermissions(home.resolve("made")))
                .isEqualTo(Files.getPosixFilePermissions(home.resolve("looked")));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(".caravan/mode/out"))))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldFollowAProgramOverACutConnection() throws Exception {
        Files.writeString(hosts.host("two").root().resolve("slow"), "1");
        Thread cutter = new Thread(() -> cut("two"));

        try (HostShell shell = shell("two")) {
            shell.open();
            cutter.start();
            Optional<HostShell.Ended> ended = shell.once("cut-b", List.of("count", "b"), LONG);

            assertThat(ended).contains(new HostShell.Ended(0, "counted b"));
        } finally {
            cutter.join();
            Files.delete(hosts.host("two").root().resolve("slow"));
        }
        assertThat(hosts.host("two").effects()).containsOnlyOnce("b");
    }

    /** Ends the session's process on the host as soon as the program has begun. */
    private static void cut(String name) {
        SshHosts.Machine machine = hosts.host(name);
        while (!machine.effects().contains("b")) {
            Thread.onSpinWait();
        }
        try {
            String sshd = Files.readString(machine.root().resolve("sshd.pid")).strip();
            new ProcessBuilder("pkill", "-9", "-P", sshd).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldTellThatARestartedHostLostAProgram() throws IOException {
        SshHosts.Machine machine = hosts.host("three");
        try (HostShell shell = shell("three")) {
            String before = shell.bootId();

            Optional<HostShell.Ended> ended = shell.once("lost-c", List.of("reboot"), LONG);

            assertThat(ended).isEmpty();
            assertThat(shell.bootId()).isNotEqualTo(before).isNotEmpty();
            assertThat(machine.effects()).containsOnlyOnce("reboot");
        }
    }

    @Test
    void shouldEndAProgramThatTakesTooLong() throws IOException {
        try (HostShell shell = shell("one")) {
            assertThatThrownBy(() -> shell.once("slow-d", List.of("sleep", "600"), Duration.ofSeconds(1)))
                    .isInstanceOf(SlowException.class)
                    .hasMessageContaining("did not end within 1 s");

            assertThat(shell.once("slow-d", List.of("sleep", "600"), LONG)
                            .orElseThrow()
                            .exit())
                    .isGreaterThan(128);
        }
    }

    @Test
    void shouldPutItselfBackUnlessConfirmed() throws IOException {
        SshHosts.Machine machine = hosts.host("one");
        try (HostShell shell = shell("one")) {
            shell.arm("revert-kept", Duration.ofSeconds(600), List.of(), List.of("count", "kept"));
            assertThat(shell.confirm("revert-kept", LONG)).isTrue();
            assertThat(shell.confirm("revert-kept", LONG)).isTrue();

            shell.arm("revert-late", Duration.ofSeconds(1), List.of(), List.of("count", "late"));
            shell.arm("revert-late", Duration.ofSeconds(1), List.of(), List.of("count", "late"));
            shell.drop();
            while (!machine.effects().contains("late")) {
                Thread.onSpinWait();
            }

            assertThat(shell.confirm("revert-late", LONG)).isFalse();
        }
        assertThat(machine.effects()).containsOnlyOnce("late").doesNotContain("kept");
    }

    @Test
    void shouldRefuseAKeyThatIsNotTheKnownOne() {
        Host other = with("one", hosts.host("two").publicKey(), null, false);

        assertThatThrownBy(() -> fleet.connect(other))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("one (127.0.0.11:" + hosts.port() + ") is not believed")
                .hasMessageContaining("not the known one");
    }

    @Test
    void shouldRefuseAKeyThatWasNeverSeen() {
        Host unseen = with("one", null, folder.resolve("nobody_known"), false);

        assertThatThrownBy(() -> fleet.connect(unseen))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is not known");
        assertThat(folder.resolve("nobody_known")).doesNotExist();
    }

    @Test
    void shouldRecordANewKeyWhereTheInventorySaysSo() throws IOException {
        Path known = folder.resolve("accepted");
        fleet.connect(with("one", null, known, true)).close();

        assertThat(known).content().startsWith("[127.0.0.11]:" + hosts.port() + " ");
        fleet.connect(with("one", null, known, false)).close();
        String another = Files.readString(known)
                .replaceAll(" \\S+ \\S+\\n", " " + hosts.host("two").publicKey() + "\n");
        Files.writeString(known, another);
        assertThatThrownBy(() -> fleet.connect(with("one", null, known, true)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not the known one");
        assertThat(known).hasContent(another);
    }

    @Test
    void shouldRefuseAKeyFileThatOthersCanRead() throws IOException {
        Path open = folder.resolve("open_key");
        Files.copy(hosts.key(), open);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Host host = host("one");
        Access access = host.access();

        assertThatThrownBy(() -> fleet.connect(
                        with(host, new Access(open, null, access.hostKeys(), null, false, access.connect()))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void shouldSignInByAnAgent() throws Exception {
        Path socket = Files.createTempDirectory("agent").resolve("s");
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            while (!Files.exists(socket)) {
                Thread.onSpinWait();
            }
            ProcessBuilder add = new ProcessBuilder("ssh-add", "-q", hosts.key().toString());
            add.environment().put("SSH_AUTH_SOCK", socket.toString());
            assertThat(add.start().waitFor()).isZero();
            Host host = host("one");

            Host byAgent = with(host, new Access(null, socket, host.access().hostKeys(), null, false, LONG));

            try (HostShell shell = shell(byAgent)) {
                assertThat(shell.look(List.of("echo", "in"), LONG).output()).isEqualTo("in");
            }
        } finally {
            agent.destroy();
            agent.waitFor();
        }
    }

    @Test
    void shouldNotBeLetInWithAnotherKey() throws Exception {
        Path other = folder.resolve("other_key");
        new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other.toString())
                .start()
                .waitFor();
        Host host = host("one");

        assertThatThrownBy(() -> fleet.connect(
                        with(host, new Access(other, null, host.access().hostKeys(), null, false, LONG))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("does not let '" + host.user() + "' in");
    }

    private static HostShell shell(String name) {
        return shell(host(name));
    }

    private static HostShell shell(Host host) {
        return new HostShell(host, fleet, Sleeper.real(), LONG, () -> false);
    }

    private static Host host(String name) {
        return with(name, hosts.host(name).publicKey(), null, false);
    }

    private static Host with(String name, String key, Path known, boolean acceptNew) {
        List<String> keys = key == null ? List.of() : List.of(key);
        return with(
                new Host(
                        name,
                        hosts.host(name).address(),
                        hosts.port(),
                        System.getProperty("user.name"),
                        "",
                        List.of(),
                        0,
                        null,
                        Map.of()),
                new Access(hosts.key(), null, keys, known, acceptNew, LONG));
    }

    private static Host with(Host host, Access access) {
        return new Host(
                host.name(),
                host.address(),
                host.port(),
                host.user(),
                host.kind(),
                host.groups(),
                host.priority(),
                access,
                host.values());
    }
}
