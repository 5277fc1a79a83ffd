package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.scenario.Launched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines that read what a step of the plan copied aside, while the system itself is written on, lost or brought back. */
class ReadCopiesIT {
    private static final String COUNT = "SELECT count(*) || ' ' || sum(length(name)) || ' ' || min(id) FROM a";

    @TempDir
    private Path folder;

    private Scene scene;
    private Sqlite v1;

    @BeforeEach
    void makeScene() {
        scene = new Scene(folder)
                .file("v1/notes.json", "[{\"id\": 1, \"name\": \"one\"}, {\"id\": 2, \"name\": \"two\"}]")
                .file(
                        "s.sql",
                        "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE b (name TEXT, id INTEGER);"
                                + " CREATE TABLE notes (id INTEGER PRIMARY KEY, name TEXT);");
        write("snapshot: rows aside, ", "snapshot: files aside, ");
        v1 = new Sqlite(scene.at("v1.db"));
        v1.run(
                "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT)",
                "CREATE TABLE b (name TEXT, id INTEGER)",
                "INSERT INTO a WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
                        + " SELECT i, 'name ' || i FROM n",
                "INSERT INTO b VALUES ('x', 1), ('x', 1), (NULL, NULL)");
    }

    @Test
    void shouldReadTheCopyWhateverBecomesOfTheSystem() throws Exception {
        String before = v1.column(COUNT).get(0);
        int killed = new Launched(folder)
                .with("CARAVAN_TEST_KILL_AT", "before-commit:3")
                .with("JAVA_TOOL_OPTIONS", "-Dcaravan.test=true")
                .run(List.of("run", "m.yaml", "-q", "--state", scene.state().toString()));
        assertThat(killed).isEqualTo(137);
        v1.run("DELETE FROM a WHERE id % 2 = 0", "UPDATE a SET name = 'later'", "ALTER TABLE b ADD COLUMN late TEXT");
        Files.delete(scene.at("v1/notes.json"));

        Called run = scene.call("run", "-q");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(scene.v2().column(COUNT)).containsExactly(before);
        assertThat(scene.v2().number("SELECT count(*) FROM notes")).isEqualTo(2);
        assertThat(scene.v2().number("SELECT count(*) FROM b")).isEqualTo(3);
        Files.delete(scene.at("v1.db"));
        scene.v2().run("UPDATE a SET name = 'harm' WHERE id = 17", "DELETE FROM a WHERE id = 4000");
        Called harmed = scene.call("verify");
        assertThat(harmed.exit()).isEqualTo(4);
        assertThat(harmed.out()).contains("a key 17").contains("a key 4000");
        assertThat(scene.call("verify", "--repair", "-q").exit()).isZero();
        assertThat(scene.v2().column(COUNT)).containsExactly(before);
    }

    @Test
    void shouldNotReadACopyThatIsDamagedOrNotThere() throws Exception {
        Called early = scene.call("run", "--only", "data", "-q");
        assertThat(early.exit()).isEqualTo(1);
        assertThat(early.err())
                .contains("SOURCE_UNUSABLE")
                .contains("step 'rows aside' has copied nothing aside yet, and pipeline 'rows' reads its copy");
        assertThat(scene.call("run", "-q").exit()).isZero();
        Path copy;
        try (Stream<Path> found = Files.walk(scene.state().resolve("snapshots"))) {
            copy = found.filter(path ->
                            path.toString().contains("rows") && path.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(copy);
        bytes[bytes.length / 2] ^= 1;
        Files.write(copy, bytes, StandardOpenOption.TRUNCATE_EXISTING);

        Called verify = scene.call("verify", "-q");

        assertThat(verify.exit()).isNotZero();
        assertThat(verify.err()).contains("SNAPSHOT_UNPROVED").contains("is not what was written");
    }

    @Test
    void shouldSayInThePlanWhatIsReadAndRefuseCopiesOfSomethingElse() {
        Called plan = Called.here("plan", scene.at("m.yaml"));
        write("", "snapshot: files aside, ");
        Called warned = Called.here("plan", scene.at("m.yaml"));
        write("snapshot: files aside, ", "snapshot: rows, ");
        Called wrong = Called.here("plan", scene.at("m.yaml"));

        assertThat(plan.exit()).as(plan.err()).isZero();
        assertThat(plan.out())
                .contains(
                        "position  the copy that step 'rows aside' takes; what is written to old after it is not read");
        assertThat(warned.out())
                .contains("position  warning: old as it is while it is read")
                .contains("'snapshot: rows aside' under export: reads the copy of step 'rows aside'");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("step 'files aside' copies papers, and the pipeline reads old; name the step that copies old")
                .contains("unknown snapshot step 'rows'");
    }

    private void write(String rows, String files) {
        scene.migration(
                """
                migration: copies
                systems:
                  old: { sqlite: DIR/v1.db }
                  papers: { files: DIR/v1 }
                  new: { sqlite: DIR/v2.db, schema: DIR/s.sql }
                pipelines:
                  rows:
                    export: { from: old, ROWStables: [a, b] }
                    import: { into: new }
                    batch: 1000
                    verify: [ counts, rows, { sample: 3 }, integrity ]
                  notes:
                    export: { from: papers, FILESfiles: "*.json" }
                    transform: { fields: { id: id, name: name } }
                    import: { into: new, table: notes, key: id }
                plan:
                  - phase: prepare
                    steps:
                      - snapshot: { of: old, name: rows aside }
                      - snapshot: { of: papers, name: files aside }
                  - phase: move
                    steps: [ { pipeline: rows }, { pipeline: notes } ]
                """
                        .replace("ROWS", rows)
                        .replace("FILES", files));
    }
}
