package dev.caravan.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prometheus itself, scraping a console every second; {@code .ci/setup} installs it. Killed when it is closed. */
final class RealPrometheus implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("msg=\"Listening on\" address=(127\\.0\\.0\\.1:[0-9]+)");

    private final ObjectMapper json = new ObjectMapper();
    private final Path log;
    private final Process process;

    RealPrometheus(URI console, Path folder) throws IOException {
        Files.createDirectories(folder);
        log = folder.resolve("prometheus.txt");
        Path settings = Files.writeString(
                folder.resolve("prometheus.yml"),
                """
                scrape_configs:
                  - job_name: caravan
                    scrape_interval: 1s
                    scrape_timeout: 1s
                    metrics_path: /observe/metrics
                    static_configs: [ { targets: [ "%s" ] } ]
                """
                        .formatted(console.getAuthority()));
        process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + settings,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** The value of the one series that this finds; NaN as long as there is none. */
    double value(String query) throws IOException, InterruptedException {
        JsonNode found = ask(query);
        return found.size() == 1 ? found.get(0).path("value").get(1).asDouble() : Double.NaN;
    }

    /** All series that this finds. */
    JsonNode ask(String query) throws IOException, InterruptedException {
        Matcher listens = LISTENS.matcher(Files.readString(log));
        if (!process.isAlive()) {
            throw new IllegalStateException("prometheus has ended: " + Files.readString(log));
        }
        if (!listens.find()) {
            return json.createArrayNode();
        }
        String path = "api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
        URI address = URI.create("http://" + listens.group(1) + "/");
        return json.readTree(new Browsing(address).get(path).body()).at("/data/result");
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
    }
}
