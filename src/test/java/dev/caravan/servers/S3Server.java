package dev.caravan.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A real S3 server, s3rver by node, on a free port of the loopback, with one bucket. It refuses
 * unknown keys, and believes the signatures of known ones.
 */
public final class S3Server implements AutoCloseable {
    public static final String BUCKET = "backups";

    private static final Path HOME =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final int port = Ports.free();
    private final Path folder;
    private final Process server;

    /** Starts it over an empty folder. */
    public S3Server(Path folder) {
        this.folder = folder;
        try {
            server = new ProcessBuilder(
                            "node",
                            HOME.resolve("target/npm/node_modules/s3rver/bin/s3rver.js")
                                    .toString(),
                            "--directory",
                            folder.toString(),
                            "--address",
                            "127.0.0.1",
                            "--port",
                            String.valueOf(port),
                            "--configure-bucket",
                            BUCKET)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            folder.resolveSibling(folder.getFileName() + ".log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await();
    }

    /** The address of a prefix in its bucket. */
    public String url(String prefix) {
        return "http://127.0.0.1:" + port + "/" + BUCKET + "/" + prefix;
    }

    /** The keys that it takes, as a process has them in its environment. */
    public static Map<String, String> keys() {
        return Map.of("AWS_ACCESS_KEY_ID", "S3RVER", "AWS_SECRET_ACCESS_KEY", "S3RVER");
    }

    /** Where it keeps an object's bytes. */
    public Path object(String key) {
        return folder.resolve(BUCKET).resolve(key + "._S3rver_object");
    }

    @Override
    public void close() throws InterruptedException {
        server.destroyForcibly().waitFor();
    }

    private void await() {
        for (long end = System.nanoTime() + PATIENCE; ; LockSupport.parkNanos(20_000_000)) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException notYet) {
                if (!server.isAlive() || System.nanoTime() > end) {
                    server.destroyForcibly();
                    throw new IllegalStateException("no S3 server came up; see " + folder + ".log", notYet);
                }
            }
        }
    }
}
