package dev.caravan.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A report as a person sees it who opens it in a browser; a picture of it stays in {@code target/report-pages}. */
final class ReportPage {
    private static final Path HOME =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();
    private static final int PATIENCE_SECONDS = 60;

    private final JsonNode seen;

    private ReportPage(JsonNode seen) {
        this.seen = seen;
    }

    /** Asks for the report of the last run, opens it in a window so many pixels wide. */
    static ReportPage of(PlanWorld world, String name, int width) throws Exception {
        Path page = world.state().resolveSibling(name + ".html");
        List<String> words =
                List.of("report", world.migration(), "--state", world.state().toString(), "--report", page.toString());
        assertThat(world.launched().run(words)).isZero();
        return new ReportPage(open(page, name, width));
    }

    private static JsonNode open(Path page, String name, int width) throws IOException, InterruptedException {
        Path pictures = HOME.resolve("target/report-pages");
        Files.createDirectories(pictures);
        Path out = page.resolveSibling(name + "-" + width + ".json");
        ProcessBuilder builder = new ProcessBuilder(
                        "node",
                        HOME.resolve("src/test/npm/page.cjs").toString(),
                        "/usr/bin/chromium",
                        page.toUri().toString(),
                        pictures.resolve(name + "-" + width + ".png").toString(),
                        "" + width)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .put("NODE_PATH", HOME.resolve("target/npm/node_modules").toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("the browser ends")
                    .isTrue();
            assertThat(process.exitValue()).as("see the output").isZero();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        return new ObjectMapper().readTree(out.toFile());
    }

    /** What is rendered of a section; empty where it is not there or cannot be seen. */
    String section(String id) {
        return seen.path("sections").path(id).asText();
    }

    /** Everything that is rendered. */
    String text() {
        return seen.path("text").asText();
    }

    /** How many charts have something drawn in them. */
    int charts() {
        return seen.path("charts").asInt();
    }

    /** Nothing was refused or went wrong, and nothing is wider than the window. */
    void assertSound() {
        assertThat(seen.path("trouble")).isEmpty();
        assertThat(seen.path("overflow").asInt()).as("wider than the window").isZero();
        assertThat(seen.path("empty").asInt()).as("charts of no size").isZero();
    }
}
