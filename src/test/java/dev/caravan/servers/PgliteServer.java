package dev.caravan.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A PostgreSQL with the extension pgvector, which Debian's package lacks: PGlite, the same source built for WebAssembly, run by
 * node in memory on a free port of the loopback. All its connections are one session, so it serves one client at a time, and it
 * takes no {@code COPY FROM STDIN}.
 */
public final class PgliteServer implements AutoCloseable {
    private static final Path MODULES = SharedServer.HOME.resolve("target/npm/node_modules/@electric-sql");
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final int port = Ports.free();
    private final Path log;
    private final Process server;

    /** Starts it; what it says goes into a file of this folder. */
    public PgliteServer(Path folder) throws IOException {
        log = folder.resolve("pglite.log");
        server = new ProcessBuilder(
                        "node",
                        MODULES.resolve("pglite-socket/dist/scripts/server.js").toString(),
                        "--port=" + port,
                        "--extensions=@electric-sql/pglite-pgvector:vector")
                .directory(MODULES.resolve("../..").normalize().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await();
    }

    /** Its only database. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
    }

    @Override
    public void close() throws InterruptedException {
        server.destroyForcibly().waitFor();
    }

    /** By what it says: a connection that only tries would be the one client that it serves. */
    private void await() throws IOException {
        for (long end = System.nanoTime() + PATIENCE; ; LockSupport.parkNanos(20_000_000)) {
            if (Files.readString(log).contains("listening")) {
                return;
            }
            if (!server.isAlive() || System.nanoTime() > end) {
                server.destroyForcibly();
                throw new IllegalStateException("no PGlite came up; see " + log);
            }
        }
    }
}
