package dev.caravan.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Counts;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.Disposition;
import dev.caravan.repository.JournalHead;
import dev.caravan.repository.RejectCount;
import dev.caravan.repository.RunOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReportTest {
    private static final Instant STARTED = Instant.parse("2026-03-01T02:00:00Z");
    private static final Environment ENVIRONMENT =
            new Environment(Map.of("caravan", "0.1.0", "camel", "4.18.0"), "host-a", "Linux", "JVM 17", 2, 100, 50, -1);

    @TempDir
    Path folder;

    @Test
    void shouldWriteThePublishedNames() throws IOException {
        PipelineReport pipeline = new PipelineReport(
                "turns",
                new Counts(10, 4, 3, 2, 1),
                5,
                Duration.ofMillis(1500),
                Map.of("import", Duration.ofMillis(1250)),
                Map.of("child", new Counts(3, 1, 0, 2, 0)),
                List.of(
                        new RejectCount(Disposition.REJECTED, "bad_type", 2, 1),
                        new RejectCount(Disposition.KEPT, "kept_existing", 1, 0)),
                List.of());
        VerificationReport check =
                new VerificationReport("turns", "rows", "fail", 10, 1, 2, 3, 4, Duration.ofNanos(1_234_567_890));
        RunReport report = report(RunOutcome.NO_GO, List.of(pipeline), List.of(check));
        Path file = folder.resolve("r.json");

        ReportFile.at(file).write(report);

        JsonNode expected = new ObjectMapper()
                .readTree(
                        """
                        {"migration":"orders","run":"17","outcome":"no-go","reason":"why",
                         "started":"2026-03-01T02:00:00Z","ended":"2026-03-01T02:01:00Z","now":"2026-02-01T00:00:00.000001Z",
                         "pipelines":[{"name":"turns","read":10,"imported":4,"filtered":3,"rejected":2,"skipped":1,
                           "seconds":1.5,"recordsPerSecond":3.3,"readNow":5,"stages":{"import":1.25},
                           "children":{"child":{"read":3,"imported":1,"filtered":0,"rejected":2,"skipped":0}},
                           "rejects":{"bad_type":3},"kept":{"kept_existing":1}}],
                         "verification":[{"pipeline":"turns","check":"rows","outcome":"fail","compared":10,"missing":1,
                           "extra":2,"different":3,"duplicates":4,"seconds":1.235}],
                         "gates":[],"steps":[],"traffic":{},"contradictions":[],
                         "journal":{"entries":3,"head":"abc"},
                         "environment":{"host":"host-a","system":"Linux","java":"JVM 17","processors":2,
                           "memory":{"heapLimit":100,"heapPeak":50,"residentPeak":-1},
                           "versions":{"camel":"4.18.0","caravan":"0.1.0"}}}
                        """);
        assertThat(new ObjectMapper().readTree(Files.readString(file))).isEqualTo(expected);
        assertThat(Files.readString(file)).endsWith("}\n");
        assertThat(folder.toFile().list()).containsExactly("r.json");
    }

    @Test
    void shouldReplaceAnOlderReport() throws IOException {
        Path file = Files.writeString(folder.resolve("r.json"), "x".repeat(100_000));

        ReportFile.at(file).write(report(RunOutcome.DONE, List.of(), List.of()));

        assertThat(new ObjectMapper()
                        .readTree(Files.readString(file))
                        .get("outcome")
                        .asText())
                .isEqualTo("done");
    }

    @Test
    void shouldSayWhatDoesNotComeOutEven() {
        PipelineReport odd = pipeline("turns", List.of("two are gone"));
        PipelineReport even = pipeline("memories", List.of());
        PipelineReport worse = pipeline("orders", List.of("one came twice"));

        RunReport report = report(RunOutcome.FAILED, List.of(odd, even, worse), List.of());

        assertThat(report.contradictions()).containsExactly("two are gone", "one came twice");
        assertThat(new JsonReport().text(report)).contains("two are gone");
    }

    @Test
    void shouldNotDivideByNoTime() {
        PipelineReport quick = pipeline("turns", List.of());

        assertThat(new JsonReport().text(report(RunOutcome.DONE, List.of(quick), List.of())))
                .contains("\"recordsPerSecond\" : 0.0");
    }

    @ParameterizedTest
    @CsvSource({
        "r.html, NOT_BUILT, .html are not built yet",
        "r.MD, NOT_BUILT, .md are not built yet",
        "r.txt, USAGE, names no format",
        "r, USAGE, names no format",
        "none/r.json, USAGE, folder is not there"
    })
    void shouldRefuseBeforeTheRunWhatItCannotWrite(String name, ErrorCode code, String message) {
        assertThatThrownBy(() -> ReportFile.at(folder.resolve(name)))
                .isInstanceOfSatisfying(
                        CaravanException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseAFolder() throws IOException {
        Path there = Files.createDirectory(folder.resolve("r.json"));

        assertThatThrownBy(() -> ReportFile.at(there)).hasMessageContaining("is a folder");
    }

    @Test
    void shouldDescribeThisProcess() {
        Environment here = Environment.ofThisProcess(Map.of("caravan", "1"));

        assertThat(here.processors()).isPositive();
        assertThat(here.heapPeak()).isBetween(1_000_000L, here.heapLimit());
        assertThat(here.residentPeak()).isGreaterThan(here.heapPeak() / 2);
        assertThat(here.java()).contains(System.getProperty("java.runtime.version"));
        assertThat(here.host()).isNotBlank();
    }

    private static PipelineReport pipeline(String name, List<String> contradictions) {
        return new PipelineReport(name, Counts.ZERO, 0, Duration.ZERO, Map.of(), Map.of(), List.of(), contradictions);
    }

    private static RunReport report(
            RunOutcome outcome, List<PipelineReport> pipelines, List<VerificationReport> verification) {
        return new RunReport(
                "orders",
                "17",
                outcome,
                "why",
                STARTED,
                STARTED.plusSeconds(60),
                Instant.parse("2026-02-01T00:00:00.000001Z"),
                pipelines,
                verification,
                List.of(),
                List.of(),
                JsonNodeFactory.instance.objectNode(),
                new JournalHead(3, "abc"),
                ENVIRONMENT);
    }
}
