package dev.caravan.cli;

import static dev.caravan.cli.ReplayIT.counts;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bars: a JSON Schema, a share that must be accepted, a number of rejects that ends a run, rows that are there. */
class BarIT {
    private static final String SCHEMA =
            """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
             "required": ["id", "name"],
             "properties": {"id": {"type": "integer"}, "name": {"type": "string", "maxLength": 5}}}
            """;

    @TempDir
    private Path folder;

    private Scene scene;

    /** 20 records; 7 and 13 have a name that is too long. */
    @BeforeEach
    void makeScene() {
        StringBuilder a = new StringBuilder();
        IntStream.rangeClosed(1, 20)
                .forEach(id -> a.append(
                        "{\"id\": " + id + ", \"name\": \"n" + id + (id == 7 || id == 13 ? "longer" : "") + "\"}\n"));
        scene = new Scene(folder)
                .file("v1/a.json", a.toString())
                .file("v1/b.json", "{\"id\": 1, \"name\": \"b\"}")
                .file("a.schema.json", SCHEMA)
                .file(
                        "s.sql",
                        "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE b (id INTEGER PRIMARY KEY,"
                                + " name TEXT)");
    }

    @Test
    void shouldWriteNothingAtAllWhenTheDryPassIsBelowTheBar() {
        migration("{ schema: DIR/a.schema.json, accept: 95%, first: true }", "");

        Called run = scene.call("run");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith(
                        "NO_GO bars.a: too little would be accepted: 18 of 20 records accepted (90 %); the bar is 95 %;"
                                + " look at the rejects in ");
        assertThat(scene.at("v2.db")).doesNotExist();
        assertThat(scene.rejects("bars", "a"))
                .extracting(reject ->
                        reject.get("code").asText() + " " + reject.get("key").asText())
                .containsExactly("schema_violation a.json#6", "schema_violation a.json#12");
        assertThat(scene.callNamed("status", "bars").out()).contains("bars: no-go");
    }

    @Test
    void shouldCopyAfterADryPassAndNotRepeatItWhenResumed() {
        migration("{ schema: DIR/a.schema.json, accept: 90%, first: true }", "");

        Called run = scene.call("run", "--format", "json");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(counts(run.json().at("/pipelines/1"))).containsExactly(20L, 18L, 0L, 2L, 0L);
        assertThat(scene.v2().number("SELECT count(*) FROM a")).isEqualTo(18);
        assertThat(scene.v2().number("SELECT count(*) FROM a WHERE id IN (7, 13)"))
                .isZero();
        assertThat(scene.rejects("bars", "a")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"90%, 0", "90.0%, 0", "90.01%, 4", "100%, 4", "0%, 0"})
    void shouldAcceptTheShareThatIsAskedFor(String share, int exit) {
        migration("{ schema: DIR/a.schema.json, accept: " + share + " }", "");

        Called run = scene.call("run", "--only", "a", "-q");

        assertThat(run.exit()).isEqualTo(exit);
        assertThat(scene.v2().number("SELECT count(*) FROM a")).isEqualTo(18);
        assertThat(run.err().contains("too little accepted: 18 of 20 records accepted (90 %)"))
                .isEqualTo(exit == 4);
    }

    @Test
    void shouldStopBeforeTheChunkThatHasTooManyRejects() {
        migration("{ schema: DIR/a.schema.json, accept: 0%, stop-after: 2 }", "");

        Called run = scene.call("run", "--only", "a", "--batch-size", "5", "--format", "json");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err()).contains("2 records rejected, and 'stop-after' is 2");
        assertThat(scene.v2().column("SELECT id FROM a ORDER BY id"))
                .isEqualTo(List.of("1", "2", "3", "4", "5", "6", "8", "9", "10"));
        assertThat(counts(run.json().at("/pipelines/0"))).containsExactly(10L, 9L, 0L, 1L, 0L);
        assertThat(run.json().get("contradictions")).isEmpty();
        assertThat(scene.rejects("bars", "a"))
                .as("what stopped it is shown too")
                .hasSize(2);

        migration("{ schema: DIR/a.schema.json, accept: 0%, stop-after: 3 }", "");
        Called on = scene.call("run", "--only", "a", "--accept-changed", "--format", "json");
        assertThat(on.exit()).as(on.err()).isZero();
        assertThat(counts(on.json().at("/pipelines/0"))).containsExactly(20L, 18L, 0L, 2L, 0L);
    }

    @ParameterizedTest
    @CsvSource({
        "reject,  4, 17, 2, 1, old, already_exists, ''",
        "keep,    0, 17, 1, 2, old, '', kept_existing",
        "replace, 0, 18, 1, 1, n2, '', ''",
    })
    void shouldMeetRowsThatAreThereAsTheFileSays(
            String existing,
            int exit,
            long imported,
            long rejected,
            long skipped,
            String name,
            String code,
            String kept) {
        scene.v2()
                .run(
                        "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT)",
                        "INSERT INTO a VALUES (2, 'old'), (3, 'n3')");
        scene.v2().run("CREATE TABLE b (id INTEGER PRIMARY KEY, name TEXT)");
        String longName = scene.v2().column("SELECT 'n7longer'").get(0);
        migration("{ accept: 95%, rules: [ { field: id, one-of: [" + allBut(7) + "] } ] }", ", existing: " + existing);

        Called run = scene.call("run", "--only", "a", "--format", "json");

        assertThat(run.exit()).as(run.err()).isEqualTo(exit);
        assertThat(counts(run.json().at("/pipelines/0"))).containsExactly(20L, imported, 0L, rejected, skipped);
        assertThat(scene.v2().column("SELECT name FROM a WHERE id IN (2, 3) ORDER BY id"))
                .containsExactly(name, "n3");
        assertThat(scene.v2().number("SELECT count(*) FROM a WHERE name = ?", longName))
                .isZero();
        assertThat(run.json().at("/pipelines/0/rejects").has(code)).isEqualTo(!code.isEmpty());
        assertThat(run.json().at("/pipelines/0/kept").has(kept)).isEqualTo(!kept.isEmpty());
    }

    private static String allBut(int out) {
        return String.join(
                ", ",
                IntStream.rangeClosed(1, 20)
                        .filter(id -> id != out)
                        .mapToObj(String::valueOf)
                        .toList());
    }

    /** Pipeline b comes first and has no dry pass of its own. */
    private void migration(String validate, String more) {
        scene.migration(
                """
                migration: bars
                systems: { v1: { files: DIR/v1 }, v2: { sqlite: DIR/v2.db, schema: DIR/s.sql } }
                pipelines:
                  b:
                    export: { from: v1, files: "b.json" }
                    transform: { fields: { id: id, name: name } }
                    import: { into: v2, table: b, key: id }
                  a:
                    export: { from: v1, files: "a.json" }
                    transform: { fields: { id: id, name: name } }
                    validate: VALIDATE
                    import: { into: v2, table: a, key: id MORE }
                """
                        .replace("VALIDATE", validate)
                        .replace("MORE", more));
    }
}
