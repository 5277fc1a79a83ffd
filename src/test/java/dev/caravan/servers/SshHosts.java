package dev.caravan.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Machines for the tests: a real sshd each, on an address of its own of the loopback, with its own host keys, its own home
 * and its own tools. A restart really ends its sshd and all that runs on it, and gives it another boot id.
 */
public final class SshHosts implements AutoCloseable {
    private static final Path HOME =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();
    private static final Path PARTS = HOME.resolve("src/test/resources/hosts");
    private static final long PATIENCE = SECONDS.toNanos(30);

    private final Path folder;
    private final int port;
    private final Map<String, Machine> machines = new LinkedHashMap<>();

    /**
     * Machines that are up.
     *
     * @param folder new files go below it
     */
    public SshHosts(Path folder, String... names) {
        this.folder = folder;
        try {
            this.port = Ports.free();
            if (System.getProperty("user.name").equals("root")) {
                // Debian's sshd wants it, and only an init system makes it
                Files.createDirectories(Path.of("/run/sshd"));
            }
            call(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key().toString()));
            for (String name : names) {
                machines.put(name, new Machine(name, "127.0.0." + (11 + machines.size())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        machines.values().forEach(Machine::start);
        machines.values().forEach(Machine::awaitUp);
    }

    /** The private key that all of them let in. */
    public Path key() {
        return folder.resolve("id_ed25519");
    }

    public int port() {
        return port;
    }

    public Machine host(String name) {
        return machines.get(name);
    }

    public List<Machine> all() {
        return List.copyOf(machines.values());
    }

    /** An inventory with all of them, their keys pinned; {@code extra} gives more keys of a host as YAML lines. */
    public String inventory(Map<String, String> extra) {
        StringBuilder text = new StringBuilder();
        text.append("user: ").append(System.getProperty("user.name")).append('\n');
        text.append("port: ").append(port).append('\n');
        text.append("key: ").append(key()).append("\nhosts:\n");
        for (Machine machine : machines.values()) {
            text.append("  ").append(machine.name()).append(":\n");
            text.append("    address: ").append(machine.address()).append('\n');
            text.append("    host-key: \"").append(machine.publicKey()).append("\"\n");
            extra.getOrDefault(machine.name(), "")
                    .lines()
                    .forEach(line -> text.append("    ").append(line).append('\n'));
        }
        return text.toString();
    }

    @Override
    public void close() {
        machines.values().forEach(Machine::stop);
    }

    private static void call(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command.get(0) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** One machine. */
    public final class Machine {
        private final String name;
        private final String address;
        private final Path root;
        private Process power;

        private Machine(String name, String address) throws IOException {
            this.name = name;
            this.address = address;
            this.root = folder.resolve(name);
            for (String part : List.of("bin", "home", "units")) {
                Files.createDirectories(root.resolve(part));
            }
            for (String part : List.of("shell.sh", "kill-all.sh")) {
                install(PARTS.resolve(part), root.resolve(part));
            }
            try (Stream<Path> tools = Files.list(PARTS.resolve("bin"))) {
                for (Path tool : tools.toList()) {
                    install(tool, root.resolve("bin").resolve(tool.getFileName().toString()));
                }
            }
            newHostKey();
            Files.writeString(root.resolve("sshd_config"), configuration());
        }

        public String name() {
            return name;
        }

        public String address() {
            return address;
        }

        /** Its folder: {@code home}, {@code bin}, {@code units}, {@code effects}. */
        public Path root() {
            return root;
        }

        /** What was done on it that must not be done twice, in order. */
        public List<String> effects() {
            try {
                Path effects = root.resolve("effects");
                return Files.exists(effects) ? Files.readAllLines(effects) : List.of();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Its public key, as known-hosts files have it. */
        public String publicKey() {
            try {
                String[] words = Files.readString(root.resolve("host_key.pub")).split(" ");
                return words[0] + " " + words[1].strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Gives it another key, as a machine set up anew has; it takes a restart. */
        public void newHostKey() throws IOException {
            Files.deleteIfExists(root.resolve("host_key"));
            Files.deleteIfExists(root.resolve("host_key.pub"));
            Files.deleteIfExists(root.resolve("host_key_2"));
            Files.deleteIfExists(root.resolve("host_key_2.pub"));
            call(List.of(
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    root.resolve("host_key").toString()));
            call(List.of(
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ecdsa",
                    "-N",
                    "",
                    "-f",
                    root.resolve("host_key_2").toString()));
        }

        /** Switches it on. */
        public void start() {
            try {
                Files.writeString(root.resolve("on"), "");
                power = new ProcessBuilder(PARTS.resolve("power.sh").toString(), root.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(root.resolve("power.log").toFile())
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Pulls the plug. */
        public void stop() {
            try {
                Files.deleteIfExists(root.resolve("on"));
                do {
                    // Once more where it was just about to come back
                    call(List.of(PARTS.resolve("kill-all.sh").toString(), root.toString()));
                } while (power != null && !power.waitFor(500, MILLISECONDS));
                call(List.of(PARTS.resolve("kill-all.sh").toString(), root.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        /** Restarts it, as its own {@code reboot} does. */
        public void restart() {
            try {
                String before = Files.readString(root.resolve("boot_id"));
                call(List.of(PARTS.resolve("kill-all.sh").toString(), root.toString()));
                for (long end = System.nanoTime() + PATIENCE;
                        Files.readString(root.resolve("boot_id")).equals(before); ) {
                    if (System.nanoTime() > end) {
                        throw new IllegalStateException(name + " does not come back");
                    }
                    LockSupport.parkNanos(20_000_000);
                }
                awaitUp();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits until its sshd answers. */
        public void awaitUp() {
            for (long end = System.nanoTime() + PATIENCE; ; LockSupport.parkNanos(20_000_000)) {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(address, port), 1_000);
                    if (socket.getInputStream().read() == 'S') {
                        return;
                    }
                } catch (IOException notYet) {
                    if (System.nanoTime() > end) {
                        throw new IllegalStateException("no sshd came up; see " + root.resolve("sshd.log"), notYet);
                    }
                }
            }
        }

        private String configuration() {
            List<String> lines = new ArrayList<>();
            lines.add("ListenAddress " + address + ":" + port);
            lines.add("HostKey " + root.resolve("host_key_2"));
            lines.add("HostKey " + root.resolve("host_key"));
            lines.add("PidFile none");
            lines.add("AuthorizedKeysFile " + key() + ".pub");
            lines.add("StrictModes no");
            lines.add("UsePAM no");
            lines.add("PermitRootLogin prohibit-password");
            lines.add("PasswordAuthentication no");
            lines.add("KbdInteractiveAuthentication no");
            // A login shell reads the files of a user's home, which may take longer than the test
            lines.add("SetEnv HOME=\"" + root.resolve("home") + "\"");
            lines.add("ForceCommand " + root.resolve("shell.sh"));
            lines.add("MaxStartups 200");
            lines.add("MaxSessions 200");
            return String.join("\n", lines) + "\n";
        }

        private void install(Path from, Path to) throws IOException {
            Files.copy(from, to);
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
