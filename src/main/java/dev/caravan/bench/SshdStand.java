package dev.caravan.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.model.Programs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Machines for the bench: a real sshd each, on a port of its own of the loopback, with its own host key and an empty home. What
 * runs on them runs as the user of the bench, who is let in by a key that goes with the case.
 */
final class SshdStand implements AutoCloseable {
    private static final Path SYSTEM_SSHD = Path.of("/usr/sbin/sshd");
    private static final Path DEBIANS_FOLDER = Path.of("/run/sshd");
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    /** One of the machines; the key as known-hosts files have it. */
    record Machine(int port, String hostKey, Process process) {}

    private final Workbench bench;
    private final List<Machine> machines = new ArrayList<>();

    private SshdStand(Workbench bench) {
        this.bench = bench;
    }

    /** Why there can be none here; empty when there can. */
    static Optional<String> missing(Workbench bench) {
        boolean there = Files.isExecutable(SYSTEM_SSHD)
                && bench.installed("ssh").isPresent()
                && bench.installed("ssh-keygen").isPresent();
        return there ? Optional.empty() : Optional.of("needs sshd and ssh: apt-get install openssh-server");
    }

    /** Starts as many, and waits until each answers. */
    static SshdStand start(Workbench bench, int machines) throws IOException {
        if (System.getProperty("user.name").equals("root")) {
            // Debian's sshd wants it, and only an init system makes it
            Files.createDirectories(DEBIANS_FOLDER);
        }
        SshdStand stand = new SshdStand(bench);
        try {
            stand.key("key");
            for (int number = 0; number < machines; number++) {
                stand.machines.add(stand.machine("machine-" + number));
            }
            for (Machine machine : stand.machines) {
                stand.await(machine);
            }
            return stand;
        } catch (IOException e) {
            stand.close();
            throw e;
        }
    }

    List<Machine> machines() {
        return List.copyOf(machines);
    }

    /** The private key that all of them let in. */
    Path key() {
        return bench.path("key");
    }

    private String key(String name) throws IOException {
        Path file = bench.path(name);
        bench.program(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString()));
        String[] words = Files.readString(Path.of(file + ".pub")).split(" ");
        return words[0] + " " + words[1].strip();
    }

    private Machine machine(String name) throws IOException {
        String hostKey = key(name + "-key");
        Path home = Files.createDirectories(bench.path(name));
        int port = RouterStand.free();
        Path settings = Files.writeString(
                bench.path(name + ".conf"),
                """
                ListenAddress 127.0.0.1:%d
                HostKey %s
                AuthorizedKeysFile %s.pub
                SetEnv HOME="%s"
                PidFile none
                StrictModes no
                UsePAM no
                PermitRootLogin prohibit-password
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                MaxStartups 200
                """
                        .formatted(port, bench.path(name + "-key"), key(), home));
        Process process = Programs.builder(SYSTEM_SSHD.toString(), "-D", "-e", "-f", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(bench.path(name + ".log").toFile())
                .start();
        return new Machine(port, hostKey, process);
    }

    private void await(Machine machine) throws IOException {
        for (long end = System.nanoTime() + PATIENCE; ; LockSupport.parkNanos(10_000_000)) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", machine.port()), 1_000);
                if (new String(socket.getInputStream().readNBytes(3), US_ASCII).equals("SSH")) {
                    return;
                }
            } catch (IOException notYet) {
                if (!machine.process().isAlive() || System.nanoTime() > end) {
                    throw new IOException("no sshd came up at port " + machine.port() + "; see its log", notYet);
                }
            }
        }
    }

    @Override
    public void close() {
        machines.forEach(machine -> machine.process().destroy());
        machines.forEach(machine -> machine.process().onExit().join());
    }
}
