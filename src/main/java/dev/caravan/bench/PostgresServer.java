package dev.caravan.bench;

import dev.caravan.model.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL server of the bench's own: made in its folder, on a free port of the loopback, gone with the case. */
final class PostgresServer implements AutoCloseable {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final int START_SECONDS = 60;

    /** As PostgreSQL's manual advises for whoever fills a database (14.4): what it writes meanwhile is then the rows alone. */
    private static final List<String> LOADS = List.of(
            "shared_buffers=512MB",
            "wal_buffers=64MB",
            "min_wal_size=10GB",
            "max_wal_size=10GB",
            "checkpoint_timeout=30min");

    private final Process process;
    private final int port;

    private PostgresServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The folder with its programs: where the shell finds them, else Debian's newest. */
    static Optional<Path> find(Workbench bench) {
        Optional<Path> onPath = bench.installed("postgres").filter(found -> isComplete(found.getParent()));
        return onPath.isPresent() ? onPath.map(Path::getParent) : newest();
    }

    /** Makes an empty one by the programs in a folder, set up for loads. */
    static PostgresServer start(Workbench bench, Path programs) throws IOException {
        Path data = bench.path("postgresql");
        List<String> make = asUser(programs.resolve("initdb"), bench);
        make.addAll(List.of("-D", data.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"));
        make.add("--no-sync");
        bench.program(make);
        int port = freePort();
        List<String> serve = asUser(programs.resolve("postgres"), bench);
        serve.addAll(List.of("-D", data.toString(), "-p", String.valueOf(port), "-h", "127.0.0.1"));
        serve.addAll(List.of("-c", "unix_socket_directories="));
        LOADS.forEach(setting -> serve.addAll(List.of("-c", setting)));
        Process process = Programs.builder(serve)
                .redirectErrorStream(true)
                .redirectOutput(bench.path("postgresql.log").toFile())
                .start();
        PostgresServer server = new PostgresServer(process, port);
        server.await(bench.path("postgresql.log"));
        return server;
    }

    int port() {
        return port;
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** PostgreSQL will not run as root; in a user namespace of its own it is nobody. */
    private static List<String> asUser(Path program, Workbench bench) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))
                && bench.installed("unshare").isPresent()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(program.toString());
        return command;
    }

    private void await(Path log) throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                process.destroyForcibly();
                throw new IOException("the PostgreSQL of the bench does not start: "
                        + Files.readString(log).strip());
            }
        }
    }

    private boolean answers() throws IOException {
        try (Connection connection = DriverManager.getConnection(url("postgres"))) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return pause();
        }
    }

    private boolean pause() throws IOException {
        try {
            return process.waitFor(50, TimeUnit.MILLISECONDS) && false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Optional<Path> newest() {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(PostgresServer::isComplete)
                    .max(Comparator.comparingInt(PostgresServer::version));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static int version(Path programs) {
        String name = programs.getParent().getFileName().toString();
        return name.matches("\\d{1,4}") ? Integer.parseInt(name) : 0;
    }

    private static boolean isComplete(Path programs) {
        return Files.isExecutable(programs.resolve("postgres")) && Files.isExecutable(programs.resolve("initdb"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
