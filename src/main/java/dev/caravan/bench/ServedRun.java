package dev.caravan.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of a migration under {@code serve}, by an order in its inbox; then the process is ended. */
final class ServedRun {
    private static final String MIGRATION = "bench-memories";
    private static final String STATE = "served";
    private static final String REPORT = "report.json";
    private static final Pattern CONSOLE = Pattern.compile("console: (\\S+)");
    private static final Duration SCRAPE_EVERY = Duration.ofSeconds(1);

    private final Workbench bench;
    private final Path home;
    private final boolean console;
    private final HttpClient scraper = HttpClient.newHttpClient();
    private long nextScrape = System.nanoTime();

    private ServedRun(Workbench bench, Path home, boolean console) {
        this.bench = bench;
        this.home = home;
        this.console = console;
    }

    /**
     * Makes a home for it.
     *
     * @param file the migration {@code bench-memories}, whose paths are relative to the case's folder
     * @param console whether its console is open, and scraped
     */
    static ServedRun of(Workbench bench, Path file, boolean console) throws IOException {
        Path home = bench.ownHome(console ? "with-console" : "without-console");
        Path config = home.resolve("config");
        Files.writeString(
                config.resolve("caravan.properties"),
                "caravan.console.enabled = " + console + "\ncaravan.console.port = 0\ncaravan.serve.settle = 100ms\n");
        Files.copy(file, Files.createDirectories(config.resolve("migrations")).resolve(MIGRATION + ".yaml"));
        return new ServedRun(bench, home, console);
    }

    Sample measure() throws IOException {
        String target = CaravanRun.TARGET;
        bench.remove(target, target + "-wal", target + "-shm", STATE, REPORT, "inbox");
        Files.writeString(Files.createDirectories(bench.path("inbox")).resolve("go.yaml"), "run: " + MIGRATION + "\n");
        ChildProcess.Ended ended = bench.serve(home, bench.path(STATE), this::isDone);
        bench.caravan(
                "report",
                MIGRATION,
                "--state",
                bench.path(STATE).toString(),
                "--report",
                bench.path(REPORT).toString());
        return CaravanRun.sample(ended, bench.path(REPORT), bench.records());
    }

    private boolean isDone(String out) throws IOException {
        if (out.contains(MIGRATION + ": run 1 ended: ")) {
            return true;
        }
        Matcher said = CONSOLE.matcher(out);
        if (console && System.nanoTime() - nextScrape >= 0 && said.find()) {
            nextScrape = System.nanoTime() + SCRAPE_EVERY.toNanos();
            scrape(URI.create(said.group(1)));
        }
        return false;
    }

    private void scrape(URI address) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("observe/metrics"))
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            int status = scraper.send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status != 200) {
                throw new IOException(request.uri() + " answered " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
