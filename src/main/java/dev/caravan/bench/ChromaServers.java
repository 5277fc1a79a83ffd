package dev.caravan.bench;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Programs;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Chroma servers for a case, each in a process of its own on a free port of the loopback: by {@code chroma}, the program of
 * Chroma's own packages, or by node and the module that the tests' set-up installs.
 */
final class ChromaServers implements Closeable {
    private static final String MODULE = "target/npm/node_modules/chromadb-js-bindings-linux-x64-gnu";
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final Workbench bench;
    private final Map<String, Process> running = new HashMap<>();

    ChromaServers(Workbench bench) {
        this.bench = bench;
    }

    /** How to get a server where there is none. */
    static Optional<String> missing(Workbench bench) {
        boolean module = bench.installed("node").isPresent()
                && Files.isDirectory(bench.home().resolve(MODULE));
        return module || bench.installed("chroma").isPresent()
                ? Optional.empty()
                : Optional.of(
                        "needs a Chroma server: install one with `pip install chromadb` or `npm install -g chromadb`, or type"
                                + " .ci/setup, which installs what the tests use");
    }

    /** Starts a server over an empty folder of this name, in place of one that runs under it; answers its address. */
    URI start(String name) throws IOException {
        stop(name);
        bench.remove(name);
        Files.createDirectories(bench.path(name));
        int port = freePort();
        ProcessBuilder builder = command(bench.path(name), port)
                .redirectErrorStream(true)
                .redirectOutput(bench.path(name + ".log").toFile());
        Process server = builder.start();
        running.put(name, server);
        URI address = URI.create("http://127.0.0.1:" + port);
        await(server, address);
        return address;
    }

    @Override
    public void close() {
        List.copyOf(running.keySet()).forEach(this::stop);
    }

    private void stop(String name) {
        Process server = running.remove(name);
        if (server != null) {
            server.destroyForcibly();
            server.onExit().join();
        }
    }

    private ProcessBuilder command(Path folder, int port) throws IOException {
        Optional<Path> program = bench.installed("chroma");
        if (program.isPresent()) {
            return Programs.builder(
                    program.get().toString(),
                    "run",
                    "--path",
                    folder.toString(),
                    "--host",
                    "127.0.0.1",
                    "--port",
                    String.valueOf(port));
        }
        ProcessBuilder builder = Programs.builder(
                "node", bench.unpack("chroma.cjs").toString(), folder.toString(), String.valueOf(port));
        try (DirectoryStream<Path> natives =
                Files.newDirectoryStream(bench.home().resolve(MODULE), "*.node")) {
            builder.environment()
                    .put("CHROMA_BINDING", natives.iterator().next().toString());
        }
        return builder;
    }

    private static void await(Process server, URI address) throws IOException {
        HttpRequest heartbeat =
                HttpRequest.newBuilder(address.resolve("/api/v2/heartbeat")).build();
        HttpClient http = HttpClient.newHttpClient();
        for (long end = System.nanoTime() + PATIENCE; ; LockSupport.parkNanos(20_000_000)) {
            try {
                if (http.send(heartbeat, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                if (!server.isAlive() || System.nanoTime() > end) {
                    throw new IOException("no Chroma server came up at " + address, notYet);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CaravanException(ErrorCode.ABORTED, "bench", "interrupted; run it again", e);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
