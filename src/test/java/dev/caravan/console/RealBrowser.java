package dev.caravan.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Chromium with its window closed, driven by {@code src/test/npm/hawtio.cjs}; {@code .ci/setup} installs both. */
final class RealBrowser implements AutoCloseable {
    private static final Path HOME =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();

    private final ObjectMapper json = new ObjectMapper();
    private final Path errors;
    private final Process process;
    private final Writer asking;
    private final BufferedReader answers;

    RealBrowser(URI console, Path folder) throws IOException {
        Path modules = HOME.resolve("target").resolve("npm").resolve("node_modules");
        if (!Files.isDirectory(modules.resolve("playwright-core"))) {
            throw new IllegalStateException("playwright-core is not in " + modules + "; type: .ci/setup");
        }
        errors = folder.resolve("browser.txt");
        ProcessBuilder builder = new ProcessBuilder(
                        "node",
                        HOME.resolve("src/test/npm/hawtio.cjs").toString(),
                        console.toString(),
                        "/usr/bin/chromium")
                .redirectError(errors.toFile());
        builder.environment().put("NODE_PATH", modules.toString());
        process = builder.start();
        asking = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Comes back when the tree of routes is there. */
    void logIn(String name, String password) {
        ask(deed("log in").put("name", name).put("password", password));
    }

    /** Opens Hawtio's view of Camel anew. */
    String routes() {
        return ask(deed("hawtio"));
    }

    /** Executes an operation of a route, such as {@code suspend()}, by hand; what Hawtio says then. */
    String operate(String route, String operation) {
        return ask(deed("operate").put("route", route).put("operation", operation));
    }

    /** The status page as soon as it has this text. */
    String statusWith(String text) {
        return ask(deed("status").put("until", text));
    }

    /** Answers that were errors, and what the pages' own policy forbade; empty when all was well. */
    String trouble() {
        return ask(deed("trouble"));
    }

    private ObjectNode deed(String name) {
        return json.createObjectNode().put("do", name);
    }

    private String ask(ObjectNode question) {
        try {
            asking.write(question + "\n");
            asking.flush();
            String line = answers.readLine();
            JsonNode answer = line == null ? json.createObjectNode() : json.readTree(line);
            if (!answer.has("said")) {
                throw new IllegalStateException(question.get("do").asText() + ": "
                        + answer.path("failed").asText() + Files.readString(errors));
            }
            return answer.get("said").asText();
        } catch (IOException e) {
            throw new UncheckedIOException("the browser is gone", e);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        asking.close();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
