package dev.caravan.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.scenario.Launched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports through the real program, and the page in a real browser. */
class ReportIT {
    private static final String MIGRATION = "config/migrations/barnabeenet.yaml";
    private static final String BAD =
            "[{\"content\":\"a secret\",\"timestamp\":\"2024-01-01T00:00:00Z\"},{\"content\":5}]";

    @TempDir
    private Path folder;

    private Launched caravan;

    @BeforeEach
    void data() throws IOException {
        caravan = new Launched(folder);
        Files.createDirectory(folder.resolve("v1"));
        Files.writeString(folder.resolve("v1/memories.json"), BAD);
    }

    @Test
    void shouldMakeTheReportAgainFromTheState() throws Exception {
        assertThat(run("--report", "first.json")).as(caravan.said()).isEqualTo(4);
        assertThat(run("--report", "second.html")).as(caravan.said()).isEqualTo(4);

        assertThat(caravan.run(List.of("report", "barnabeenet", "--run", "1", "--format", "json")))
                .as(caravan.said())
                .isZero();

        ObjectMapper json = new ObjectMapper();
        JsonNode first = json.readTree(folder.resolve("first.json").toFile());
        assertThat(json.readTree(folder.resolve("out.txt").toFile())).isEqualTo(first);
        assertThat(first.get("outcome").asText()).isEqualTo("no-go");
        JsonNode memories = first.get("pipelines").get(0);
        assertThat(memories.get("rejects")).hasToString("{\"bad_type\":1}");
        assertThat(memories.get("rejectSamples").get(0).get("shape").asText()).isEqualTo("{content: number}");
        assertThat(caravan.run(List.of("report", "barnabeenet", "--report", "again.html")))
                .isZero();
        assertThat(folder.resolve("again.html"))
                .hasSameTextualContentAs(folder.resolve("second.html"))
                .content()
                .contains("NO-GO", "Runs before this one")
                .doesNotContain("a secret");
    }

    @Test
    void shouldTellTheOutcomeWhenTheReportCannotBeWritten() throws Exception {
        assertThat(run("--report", "/proc/report.json")).isEqualTo(4);

        assertThat(Files.readString(folder.resolve("out.txt"))).contains("barnabeenet: no-go");
        assertThat(caravan.errors().lines())
                .anyMatch(line -> line.startsWith("NO_GO "))
                .anyMatch(line -> line.startsWith("IO_FAILED --report /proc/report.json: "));
        Files.writeString(
                folder.resolve("v1/memories.json"), "[{\"content\":\"a\",\"timestamp\":\"2024-01-01T00:00:00Z\"}]");
        Files.delete(folder.resolve("v2.db"));
        assertThat(run("--report", "/proc/report.json", "--state", "other")).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("out.txt"))).contains("barnabeenet: done");
    }

    @Test
    void shouldBeReadInABrowserAndPrintOnA4() throws Exception {
        run("--report", "r.html");

        String said = browser("--print-to-pdf=" + folder.resolve("r.pdf"), "--no-pdf-header-footer");
        String dark = browser("--screenshot=" + folder.resolve("r.png"), "--window-size=400,3000", "--force-dark-mode");

        // A style that the page's own policy refuses, or anything it tried to load, is told here
        assertThat(said + dark).doesNotContain("CONSOLE", "Refused");
        String pdf = Files.readString(folder.resolve("r.pdf"), StandardCharsets.ISO_8859_1);
        assertThat(pdf).startsWith("%PDF").containsPattern("/MediaBox \\[0 0 59[45][.0-9]* 84[12]");
        assertThat(folder.resolve("r.png").toFile()).isNotEmpty();
    }

    private String browser(String... words) throws Exception {
        Path profile = Files.createTempDirectory(folder, "profile");
        List<String> command = new ArrayList<>(List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                "--user-data-dir=" + profile));
        command.addAll(List.of(words));
        command.add(folder.resolve("r.html").toUri().toString());
        Path log = folder.resolve("browser.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("the browser ends")
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        return Files.readString(log);
    }

    private int run(String... more) throws Exception {
        List<String> words = new ArrayList<>(
                List.of("run", home(MIGRATION), "--only", "data", "--set", "v1.dir=v1", "--set", "v2.db=v2.db"));
        words.addAll(List.of(more));
        return caravan.run(words);
    }

    private static String home(String file) {
        return Path.of(System.getProperty("caravan.home", ""), file)
                .toAbsolutePath()
                .toString();
    }
}
