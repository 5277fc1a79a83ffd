package dev.caravan.cli;

import static dev.caravan.cli.ReplayIT.counts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flags of {@code run}: each does what it says and nothing else. */
class RunFlagsIT {
    private static final String PIPELINES =
            """
            migration: flags
            settings: { suffix: "" }
            systems: { v1: { files: DIR/v1 }, v2: { sqlite: DIR/v2.db, schema: DIR/s.sql } }
            pipelines:
              a:
                export: { from: v1, files: "a.json" }
                transform: { fields: { id: id, name: { first: [NAME] }, made: { first: [made], default: "{{now}}" } } }
                validate: { accept: 50% }
                import: { into: v2, table: a, key: id }
              b:
                export: { from: v1, files: "b.json" }
                transform: { fields: { id: id } }
                import: { into: v2, table: b, key: id }
            """;

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void makeScene() {
        StringBuilder a = new StringBuilder();
        IntStream.rangeClosed(1, 25).forEach(id -> a.append("{\"id\": " + id + ", \"name\": \"n" + id + "\"}\n"));
        scene = new Scene(folder)
                .file("v1/a.json", a + "{\"id\": \"x\"}\n")
                .file("v1/b.json", "{\"id\": 7}")
                .file(
                        "s.sql",
                        "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT NOT NULL, made TEXT NOT NULL);"
                                + " CREATE TABLE b (id INTEGER PRIMARY KEY)")
                .migration(PIPELINES.replace("NAME", "name"));
    }

    @Test
    void shouldWriteNothingInADryRun() {
        Called dry = scene.call("run", "--dry-run", "--format", "json");

        assertThat(dry.exit()).as(dry.err()).isZero();
        assertThat(dry.json().get("outcome").asText()).isEqualTo("dry-run");
        assertThat(counts(dry.json().at("/pipelines/0"))).containsExactly(26L, 25L, 0L, 1L, 0L);
        assertThat(counts(dry.json().at("/pipelines/1"))).containsExactly(1L, 1L, 0L, 0L, 0L);
        assertThat(dry.json().at("/pipelines/0/rejects/bad_type").asLong()).isEqualTo(1);
        assertThat(scene.at("v2.db")).doesNotExist();
        assertThat(scene.rejects("flags", "a"))
                .singleElement()
                .satisfies(reject -> assertThat(reject.get("code").asText()).isEqualTo("bad_type"));
    }

    @Test
    void shouldLeaveEveryByteOfATargetThatIsThere() throws IOException {
        scene.call("run", "-q");
        byte[] before = Files.readAllBytes(scene.at("v2.db"));
        Object kept = scene.rejects("flags", "a");

        Called dry = scene.call("run", "--dry-run");

        assertThat(dry.exit()).isZero();
        assertThat(Files.readAllBytes(scene.at("v2.db"))).isEqualTo(before);
        assertThat(folder.toFile().list())
                .contains("m.yaml", "s.sql", "state", "v1", "v2.db")
                .hasSizeLessThanOrEqualTo(7)
                .allMatch(name ->
                        !name.endsWith("-wal") || scene.at(name).toFile().length() == 0);
        assertThat(scene.rejects("flags", "a")).isEqualTo(kept);
        assertThat(scene.rejects("flags", "_dry-run.a")).hasSize(1);
        assertThat(scene.call("run", "--format", "json").json().at("/outcome").asText())
                .isEqualTo("done");
    }

    @Test
    void shouldRunOnePipelineAlone() {
        Called run = scene.call("run", "--only", "b", "--format", "json");

        assertThat(run.exit()).isZero();
        assertThat(run.json().get("pipelines")).hasSize(1);
        assertThat(scene.v2().number("SELECT count(*) FROM a")).isZero();
        assertThat(scene.v2().number("SELECT id FROM b")).isEqualTo(7);
    }

    @Test
    void shouldFindEverythingDoneTheSecondTime() {
        scene.call("run", "-q");
        String made = scene.v2()
                .column("SELECT group_concat(id || name || made) FROM a")
                .get(0);

        Called again = scene.call("run", "--format", "json");

        assertThat(again.exit()).isZero();
        assertThat(counts(again.json().at("/pipelines/0"))).containsExactly(26L, 25L, 0L, 1L, 0L);
        assertThat(again.json().at("/pipelines/0/readNow").asLong()).isZero();
        assertThat(scene.v2().column("SELECT group_concat(id || name || made) FROM a"))
                .containsExactly(made);
    }

    @Test
    void shouldForgetTheLedgerAndNeverTheRowsWhenFresh() {
        scene.call("run", "-q");
        scene.v2().run("DELETE FROM a WHERE id = 3", "UPDATE a SET name = 'mine' WHERE id = 4");
        String made = scene.v2().column("SELECT made FROM a WHERE id = 5").get(0);

        Called fresh = scene.call("run", "--fresh", "--format", "json");

        assertThat(fresh.exit()).as(fresh.err()).isZero();
        assertThat(counts(fresh.json().at("/pipelines/0"))).containsExactly(26L, 1L, 0L, 2L, 23L);
        assertThat(fresh.json().at("/pipelines/0/rejects/already_exists").asLong())
                .isEqualTo(1);
        assertThat(scene.v2().column("SELECT name FROM a WHERE id IN (3, 4)")).containsExactly("n3", "mine");
        assertThat(scene.v2().column("SELECT made FROM a WHERE id = 5")).containsExactly(made);
    }

    @Test
    void shouldCutChunksAsAsked() {
        Called run = scene.call("run", "--batch-size", "4", "--only", "a", "--format", "json");

        assertThat(run.exit()).isZero();
        assertThat(scene.v2().column("SELECT group_concat(name, '') FROM (SELECT name FROM a ORDER BY id)"))
                .containsExactly(
                        IntStream.rangeClosed(1, 25).mapToObj(id -> "n" + id).reduce("", String::concat));
        assertThat(scene.v2()
                        .rows("SELECT position_ordinal, read, imported, rejected, done FROM caravan_ledger")
                        .get(0))
                .hasToString("{position_ordinal=26, read=26, imported=25, rejected=1, done=1}");
    }

    @Test
    void shouldRefuseAPipelineThatWasChangedMeanwhile() {
        scene.call("run", "-q");
        scene.migration(PIPELINES.replace("NAME", "title, name"));

        Called refused = scene.call("run");
        Called verify = scene.call("verify", "-q");
        Called accepted = scene.call("run", "--accept-changed", "-q");

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.errLines()).hasSize(1);
        assertThat(refused.err())
                .startsWith("PIPELINE_CHANGED ")
                .contains("pipeline 'a' of 'flags'")
                .contains("--accept-changed")
                .contains("--fresh");
        assertThat(verify.exit()).isZero();
        assertThat(accepted.exit()).as(accepted.err()).isZero();
        assertThat(scene.call("run", "-q").exit()).isZero();
    }

    @Test
    void shouldNotTakeAnotherPaceForAChangedPipeline() {
        scene.call("run", "-q");
        scene.migration(PIPELINES.replace("NAME", "name") + "    batch: 3\n    throttle: 100000\n");

        assertThat(scene.call("run", "-q").exit()).isZero();
    }

    @Test
    void shouldFindTheReasonsAgainThatWentWithTheState() throws IOException {
        scene.call("run", "-q");
        JsonNode known = scene.rejects("flags", "a").get(0);
        Files.move(scene.state(), scene.at("old-state"));

        Called again = scene.call("run");

        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.err())
                .contains(
                        "notice: a: the target knows of runs that this state does not; going on where its ledger ends\n");
        assertThat(scene.rejects("flags", "a")).singleElement().satisfies(found -> {
            assertThat(List.of("code", "key", "source", "position", "reason", "record"))
                    .allMatch(name -> found.get(name).equals(known.get(name)));
        });
        assertThat(scene.v2().number("SELECT count(*) FROM a")).isEqualTo(25);
    }

    @Test
    void shouldGoOnWithTheLedgerWhenTheStateIsNewAndNothingWasRejected() throws IOException {
        scene.call("run", "--only", "b", "-q");
        Files.move(scene.state(), scene.at("old-state"));

        Called again = scene.call("run", "--only", "b", "--format", "json");

        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.err())
                .isEqualTo(
                        "notice: b: the target knows of runs that this state does not; going on where its ledger ends\n");
        assertThat(again.json().at("/pipelines/0/readNow").asLong()).isZero();
        assertThat(scene.call("run", "--only", "b").err()).isEmpty();
    }
}
