package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program writes where, through the launcher: people, scripts and terminals. */
class OutputIT {
    private static final String ESCAPE = "\033[";

    @TempDir
    private Path folder;

    private Scene scene;
    private Program program;

    @BeforeEach
    void makeScene() {
        scene = new Scene(folder)
                .file("v1/a.json", "[{\"id\": 1, \"name\": \"x\"}, {\"id\": 2, \"name\": \"y\"}, {\"id\": 3}]")
                .file("s.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
                .migration(
                        """
                        migration: small
                        settings: { accept: 50% }
                        systems: { v1: { files: v1 }, v2: { sqlite: v2.db, schema: DIR/s.sql } }
                        pipelines:
                          a:
                            export: { from: v1, files: "a*.json" }
                            transform: { fields: { id: id, name: name } }
                            validate: { accept: "{{accept}}" }
                            import: { into: v2, table: a, key: id }
                        """);
        program = new Program(folder);
    }

    @Test
    void shouldPutTheReportAloneOnStandardOutput() {
        Called run = program.call("run", "m.yaml", "--format", "json");

        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode report = run.json();
        assertThat(names(report))
                .contains("migration", "run", "outcome", "started", "ended", "pipelines", "verification", "gates")
                .contains("steps", "traffic", "environment");
        assertThat(report.get("migration").asText()).isEqualTo("small");
        assertThat(report.get("outcome").asText()).isEqualTo("done");
        JsonNode pipeline = report.at("/pipelines/0");
        assertThat(names(pipeline))
                .contains("name", "read", "imported", "filtered", "rejected", "skipped", "seconds", "recordsPerSecond");
        assertThat(pipeline.get("name").asText()).isEqualTo("a");
        assertThat(List.of("read", "imported", "filtered", "rejected", "skipped"))
                .extracting(name -> pipeline.get(name).asLong())
                .containsExactly(3L, 2L, 0L, 1L, 0L);
        for (JsonNode check : report.get("verification")) {
            assertThat(names(check))
                    .contains("pipeline", "check", "outcome", "compared", "missing", "extra", "different", "duplicates")
                    .contains("seconds");
            assertThat(check.get("outcome").asText()).isEqualTo("pass");
        }
        assertThat(run.errLines()).allMatch(line -> line.startsWith("a  "), "a progress line");
    }

    @Test
    void shouldWriteTheSameReportToAFileThatOnlyItsOwnerReads() throws IOException {
        Called run = program.call("run", "m.yaml", "-q", "--report", "r.json", "--set", "accept=100%");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).startsWith("NO_GO small.a: too little accepted: 2 of 3 records accepted (66.66 %);");
        JsonNode report = new ObjectMapper().readTree(Files.readString(scene.at("r.json")));
        assertThat(report.get("outcome").asText()).isEqualTo("no-go");
        assertThat(report.get("reason").asText() + "\n").isEqualTo(run.err());
        assertThat(Files.getPosixFilePermissions(scene.at("r.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void shouldSayNothingWhenQuietAndWell() {
        Called run = program.call("run", "m.yaml", "--quiet");

        assertThat(run).isEqualTo(new Called(0, "", ""));
    }

    @Test
    void shouldShowAStackTraceOnlyWhenAskedFor() {
        scene.file("v2.db", "this is no database, but text that is long enough to be taken for one ".repeat(100));

        Called plain = program.call("run", "m.yaml");
        Called verbose = program.call("run", "m.yaml", "-v");

        assertThat(plain.exit()).isEqualTo(1);
        assertThat(plain.err()).startsWith("TARGET_UNUSABLE ").doesNotContain("\tat ");
        assertThat(plain.errLines()).hasSize(1);
        assertThat(verbose.exit()).isEqualTo(1);
        assertThat(verbose.err()).contains("\tat dev.caravan.");
    }

    @Test
    void shouldWritePlainLinesWithoutATerminal() {
        Called run = program.call("run", "m.yaml");

        assertThat(run.out()).doesNotContain(ESCAPE).doesNotContain("\r");
        assertThat(run.outLines())
                .contains("small: done")
                .anyMatch(line -> line.startsWith("a: read 3 = imported 2 + filtered 0 + rejected 1 + skipped 0"))
                .contains("  rejected: missing_field 1  -> state/rejects/small/a.ndjson");
    }

    @Test
    void shouldDrawOverOneLineOnATerminalUnlessColoursAreUnwanted() {
        scene.file("v1/a-more.json", enoughToBeSeenAtWork());

        String drawn = drawn(program.startOnTerminal("run", "m.yaml"));
        String plain = drawn(new Program(folder).with("NO_COLOR", "1").startOnTerminal("run", "m.yaml", "--fresh"));

        assertThat(drawn).contains("\r" + ESCAPE + "2K").contains("small: done");
        assertThat(plain).doesNotContain(ESCAPE).contains("small: done");
    }

    /** It is looked at several times a second. */
    private static String enoughToBeSeenAtWork() {
        return IntStream.range(10, 200_000)
                .mapToObj(id -> "{\"id\": " + id + ", \"name\": \"n\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String drawn(Program.Running running) {
        try (running) {
            return running.end().out();
        }
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
