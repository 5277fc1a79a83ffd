package dev.caravan.servers;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A real Chroma for the tests: {@code @ExtendWith(ChromaServer.class)} and a parameter of type {@link Running}. Started once
 * for all tests of a JVM, on a free port of the loopback, and stopped with it.
 */
public final class ChromaServer extends SharedServer<ChromaServer.Running> {
    public ChromaServer() {
        super(Running.class);
    }

    @Override
    Running begin() throws IOException {
        return new Running(folder("chroma"), Ports.free());
    }

    /** The server, and databases in it that nobody else uses. */
    public static final class Running implements AutoCloseable {
        private static final long PATIENCE = SECONDS.toNanos(60);

        private final ObjectMapper json = new ObjectMapper();
        private final HttpClient http = HttpClient.newHttpClient();
        private final AtomicInteger databases = new AtomicInteger();
        private final Path folder;
        private final int port;
        private Process server;

        private Running(Path folder, int port) {
            this.folder = folder;
            this.port = port;
            launch();
        }

        /** Where it listens. */
        public String url() {
            return "http://127.0.0.1:" + port;
        }

        public int port() {
            return port;
        }

        /** The name of a new, empty database of the default tenant. */
        public String database() {
            String name = "test-" + databases.incrementAndGet();
            call("POST", "/api/v2/tenants/default_tenant/databases", "{\"name\":\"" + name + "\"}");
            return name;
        }

        /** Asks what Caravan's own code is not to be asked; answers JSON. */
        public JsonNode call(String method, String path, String body) {
            try {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(URI.create(url() + path))
                                .header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
                if (answer.statusCode() >= 300) {
                    throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
                }
                return json.readTree(answer.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        /** All records of a collection: arrays {@code ids}, {@code documents}, {@code metadatas}, {@code embeddings}, {@code uris}. */
        public JsonNode records(String database, String collection) {
            return records(database, collection, 0, 1_000_000);
        }

        /** The records of a collection from an offset on, for those that memory has no room for at once. */
        public JsonNode records(String database, String collection, int offset, int most) {
            String place = "/api/v2/tenants/default_tenant/databases/" + database + "/collections/";
            String id = call("GET", place + collection, "").path("id").asText();
            return call(
                    "POST",
                    place + id + "/get",
                    "{\"limit\":" + most + ",\"offset\":" + offset
                            + ",\"include\":[\"documents\",\"metadatas\",\"embeddings\",\"uris\"]}");
        }

        /** Kills the server as a power cut does, and starts it again over what it left. */
        public void killAndStart() throws InterruptedException {
            server.destroyForcibly().waitFor();
            launch();
        }

        private void launch() {
            try {
                ProcessBuilder builder = new ProcessBuilder(
                                "node",
                                HOME.resolve("src/test/npm/chroma.cjs").toString(),
                                folder.toString(),
                                String.valueOf(port))
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(folder.resolveSibling(folder.getFileName() + ".log")
                                        .toFile()));
                builder.environment().put("CHROMA_BINDING", binding().toString());
                server = builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            awaitAnswer();
        }

        private static Path binding() throws IOException {
            Path modules = HOME.resolve("target/npm/node_modules/chromadb-js-bindings-linux-x64-gnu");
            try (var files = Files.newDirectoryStream(modules, "*.node")) {
                return files.iterator().next();
            }
        }

        private void awaitAnswer() {
            for (long end = System.nanoTime() + PATIENCE; ; LockSupport.parkNanos(20_000_000)) {
                try {
                    call("GET", "/api/v2/heartbeat", "");
                    return;
                } catch (UncheckedIOException notYet) {
                    if (!server.isAlive() || System.nanoTime() > end) {
                        server.destroyForcibly();
                        throw new IllegalStateException("no Chroma server came up; see " + folder + ".log", notYet);
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
