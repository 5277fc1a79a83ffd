package dev.caravan.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A real MariaDB for the tests: {@code @ExtendWith(MariaServer.class)} and a parameter of type {@link Running}. Started once
 * for all tests of a JVM, on a free port of the loopback, and stopped with it.
 */
public final class MariaServer extends SharedServer<MariaServer.Running> {
    public MariaServer() {
        super(Running.class);
    }

    @Override
    Running begin() throws IOException, InterruptedException {
        return new Running(folder("mariadb"));
    }

    /** The server, and databases on it that nobody else uses. */
    public static final class Running implements AutoCloseable {
        private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);

        private final AtomicInteger databases = new AtomicInteger();
        private final Path folder;
        private final int port;
        private final Process server;

        private Running(Path folder) throws IOException, InterruptedException {
            this.folder = folder;
            this.port = Ports.free();
            // In a shared folder a server that starts removes the temporary tables of the others
            Path temporary = Files.createDirectories(folder.resolve("tmp"));
            List<String> common = new ArrayList<>(
                    List.of("--no-defaults", "--datadir=" + folder.resolve("data"), "--tmpdir=" + temporary));
            if (System.getProperty("user.name").equals("root")) {
                common.add("--user=root");
            }
            List<String> install = new ArrayList<>(List.of("mariadb-install-db"));
            install.addAll(common);
            install.addAll(List.of("--auth-root-authentication-method=normal", "--skip-test-db"));
            if (begin(install).waitFor() != 0) {
                throw new IllegalStateException("no MariaDB could be made; see " + folder.resolve("log"));
            }
            List<String> serve = new ArrayList<>(List.of(program().toString()));
            serve.addAll(common);
            // Within its folder: the whole path may be longer than one of a socket can be
            serve.addAll(List.of(
                    "--bind-address=127.0.0.1",
                    "--port=" + port,
                    "--socket=server.sock",
                    "--pid-file=" + folder.resolve("pid"),
                    "--innodb-flush-log-at-trx-commit=0",
                    "--skip-log-bin"));
            this.server = begin(serve);
            awaitAnswer();
        }

        public int port() {
            return port;
        }

        /** The URL of a new, empty database, with a user who may do everything. */
        public String database() {
            String name = "db" + databases.incrementAndGet();
            run(url("mysql"), "CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
            return url(name);
        }

        /** The URL of a database, whether it is there or not. */
        public String url(String name) {
            return "jdbc:mariadb://root@127.0.0.1:" + port + "/" + name;
        }

        /** Runs statements. */
        public static void run(String url, String... statements) {
            try (Connection connection = DriverManager.getConnection(url.replace("//root@", "//") + "?user=root");
                    Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private Process begin(List<String> command) throws IOException {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
        }

        private static Path program() {
            Path beside = Path.of("/usr/sbin/mariadbd");
            return Files.isExecutable(beside) ? beside : Path.of("mariadbd");
        }

        private void awaitAnswer() {
            for (long end = System.nanoTime() + PATIENCE; ; LockSupport.parkNanos(50_000_000)) {
                try {
                    run(url("mysql"), "SELECT 1");
                    return;
                } catch (IllegalStateException notYet) {
                    if (!server.isAlive() || System.nanoTime() > end) {
                        server.destroyForcibly();
                        throw new UncheckedIOException(
                                new IOException("no MariaDB came up; see " + folder.resolve("log"), notYet));
                    }
                }
            }
        }

        @Override
        public void close() throws InterruptedException {
            server.destroyForcibly().waitFor();
        }
    }
}
