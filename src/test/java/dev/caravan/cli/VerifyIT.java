package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Harm that is done to the target behind the program's back: found by key, told without values, mended when asked. */
class VerifyIT {
    private static final String NOTES = "SELECT * FROM note ORDER BY id";
    private static final String TALKS = "SELECT * FROM talk ORDER BY topic";
    private static final String TURNS = "SELECT * FROM turn ORDER BY talk_id, n";

    @TempDir
    private Path folder;

    private Scene scene;
    private Sqlite v2;
    private List<Map<String, Object>> before;

    @BeforeEach
    void copy() {
        scene = new Scene(folder).file("v1/notes.json", notes()).file("v1/talks.json", talks());
        scene.file(
                        "s.sql",
                        """
                        CREATE TABLE note (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
                        CREATE VIRTUAL TABLE note_text USING fts5(body, content='note', content_rowid='id');
                        CREATE TRIGGER note_in AFTER INSERT ON note BEGIN
                          INSERT INTO note_text (rowid, body) VALUES (new.id, new.body);
                        END;
                        CREATE TRIGGER note_out AFTER DELETE ON note BEGIN
                          INSERT INTO note_text (note_text, rowid, body) VALUES ('delete', old.id, old.body);
                        END;
                        CREATE TRIGGER note_up AFTER UPDATE ON note BEGIN
                          INSERT INTO note_text (note_text, rowid, body) VALUES ('delete', old.id, old.body);
                          INSERT INTO note_text (rowid, body) VALUES (new.id, new.body);
                        END;
                        CREATE TABLE talk (id TEXT PRIMARY KEY, topic TEXT NOT NULL);
                        CREATE TABLE turn (talk_id TEXT NOT NULL REFERENCES talk (id), n INTEGER NOT NULL, said TEXT);
                        CREATE UNIQUE INDEX turn_key ON turn (talk_id, n);
                        """)
                .migration(
                        """
                        migration: notes
                        systems: { v1: { files: DIR/v1 }, v2: { sqlite: DIR/v2.db, schema: DIR/s.sql } }
                        pipelines:
                          notes:
                            export: { from: v1, files: "notes.json" }
                            transform: { fields: { id: id, title: title, body: body } }
                            import: { into: v2, table: note, key: id }
                            verify: [ counts, rows, full-text, integrity ]
                          talks:
                            export: { from: v1, files: "talks.json" }
                            transform:
                              fields: { id: { derived: true }, topic: topic }
                              children:
                                turn: { each: [turns], parent: talk_id, number: n, fields: { said: said } }
                            import: { into: v2, table: talk, key: id }
                            verify: [ counts, rows, orphans, integrity ]
                        """);
        Called run = scene.call("run", "-q");
        assertThat(run.exit()).as(run.err()).isZero();
        v2 = scene.v2();
        before = all();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "UPDATE note SET body = replace(body, 'night', 'nighT') WHERE id = 17 | rows | different | note key 17",
                "DELETE FROM note WHERE id = 23             | rows | missing   | note key 23",
                "INSERT INTO note VALUES (1000, 'a', 'b')   | rows | extra     | note key 1000",
                "UPDATE note SET title = '' WHERE id = 31   | rows | different | note key 31",
                "UPDATE note SET title = NULL WHERE id = 32 | rows | different | note key 32",
                "UPDATE note SET title = x'3333' WHERE id = 33 | rows | different | note key 33",
                "UPDATE note SET title = body, body = title WHERE id = 41 | rows | different | note key 41",
                "INSERT INTO note_text (note_text, rowid, body) SELECT 'delete', id, body FROM note WHERE id = 50"
                        + " | full-text | broken | note_text",
                "DROP INDEX turn_key; INSERT INTO turn SELECT talk_id, n, said FROM turn WHERE n = 2 AND talk_id = (SELECT id FROM talk"
                        + " WHERE topic = 'topic 3') | rows | duplicate | ",
                "UPDATE turn SET n = 9 WHERE n = 2 AND talk_id = (SELECT id FROM talk WHERE topic = 'topic 4')"
                        + " | rows | missing | ",
                "DELETE FROM talk WHERE topic = 'topic 5'   | orphans | orphan | turn key ",
            })
    void shouldFindHarmByKeyAndTellNoValue(String harm, String check, String kind, String where) {
        v2.run(harm.split("; "));

        Called verify = scene.call("verify", "--format", "json");

        assertThat(verify.exit()).isEqualTo(4);
        assertThat(verify.errLines()).hasSize(1);
        assertThat(verify.err()).startsWith("NO_GO notes.");
        assertThat(findings(verify.json(), check))
                .anyMatch(finding -> finding.startsWith(kind + " " + (where == null ? "turn key " : where)));
        assertThat(verify.out()).doesNotContain("a long night").doesNotContain("topic 3");
        assertThat(verify.json().get("outcome").asText()).isEqualTo("no-go");
    }

    @Test
    void shouldNotBeFooledByTwoRowsThatSwapValues() {
        v2.run("CREATE TEMP TABLE t AS SELECT id, body FROM note WHERE id IN (61, 62)");
        String one = v2.column("SELECT body FROM note WHERE id = 61").get(0);
        String other = v2.column("SELECT body FROM note WHERE id = 62").get(0);
        v2.update("UPDATE note SET body = ? WHERE id = 61", other);
        v2.update("UPDATE note SET body = ? WHERE id = 62", one);

        Called verify = scene.call("verify", "--only", "notes", "--format", "json");

        assertThat(verify.exit()).isEqualTo(4);
        assertThat(findings(verify.json(), "rows"))
                .hasSize(2)
                .allMatch(finding -> finding.matches("different note key 6[12] body: TEXT of \\d+ bytes in the source,"
                        + " (another )?TEXT of \\d+ bytes in the target"));
    }

    @Test
    void shouldShowValuesOnlyWhenAskedTo() {
        v2.run("UPDATE note SET body = 'a Long night 17' WHERE id = 17", "UPDATE note SET title = NULL WHERE id = 18");

        Called silent = scene.call("verify", "--only", "notes");
        Called open = scene.call("verify", "--only", "notes", "--show-values");

        assertThat(silent.out()).contains("note key 17").doesNotContain("night");
        assertThat(open.out()).contains("'a long night 17'").contains("'a Long night 17'");
        assertThat(open.out())
                .containsPattern("note key 18: title: TEXT of \\d+ bytes '.+' in the source, NULL in the target");
    }

    @Test
    void shouldMendWhatDiffersAndLeaveWhatIsOnlyInTheTarget() {
        v2.run(
                "UPDATE note SET body = 'x' WHERE id = 17",
                "DELETE FROM note WHERE id = 23",
                "INSERT INTO note VALUES (1000, 'a', 'b')");

        Called repair = scene.call("verify", "--repair", "--format", "json");

        assertThat(repair.exit()).isEqualTo(4);
        assertThat(findings(repair.json(), "rows")).singleElement().asString().startsWith("extra note key 1000");
        v2.run("DELETE FROM note WHERE id = 1000");
        assertThat(all()).isEqualTo(before);
        assertThat(scene.call("verify", "-q").exit()).isZero();
    }

    @Test
    void shouldMendEverythingWhenExtraRowsMayGo() {
        v2.run(
                "UPDATE note SET body = 'x' WHERE id = 17",
                "DELETE FROM note WHERE id BETWEEN 20 AND 40",
                "INSERT INTO note VALUES (1000, 'a', 'b')",
                "UPDATE turn SET said = 'x' WHERE n = 1",
                "DELETE FROM turn WHERE n = 3",
                "DELETE FROM talk WHERE topic = 'topic 5'");

        Called repair = scene.call("verify", "--repair", "--delete-extra", "--format", "json");

        assertThat(repair.exit()).as(repair.err()).isZero();
        assertThat(repair.err())
                .containsPattern("notice: .*rows that were written or deleted to mend what differed: [1-9]");
        assertThat(all()).isEqualTo(before);
        v2.run("INSERT INTO note_text (note_text, rank) VALUES ('integrity-check', 1)");
    }

    @Test
    void shouldTakeOutWhatIsThereTwiceThoughNothingIsUniqueAnyMore() {
        v2.run(
                "DROP INDEX turn_key",
                "INSERT INTO turn SELECT talk_id, n, said FROM turn WHERE n = 2",
                "INSERT INTO turn SELECT talk_id, n, 'another' FROM turn WHERE n = 1",
                "INSERT INTO turn SELECT id, 77, 'nobody' FROM talk WHERE topic = 'topic 4'",
                "INSERT INTO turn SELECT talk_id, n, said FROM turn WHERE n = 77",
                "DELETE FROM turn WHERE n = 3");

        Called found = scene.call("verify", "--format", "json");
        Called refused = scene.call("run", "-q");
        Called kept = scene.call("verify", "--repair", "-q");
        Called mended = scene.call("verify", "--repair", "--delete-extra", "-q");

        assertThat(found.exit()).isEqualTo(4);
        assertThat(findings(found.json(), "rows"))
                .anyMatch(finding -> finding.startsWith("duplicate turn key "))
                .anyMatch(finding -> finding.startsWith("different turn key "))
                .anyMatch(finding -> finding.startsWith("extra turn key "))
                .anyMatch(finding -> finding.startsWith("missing turn key "));
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.err()).contains("verify --repair --delete-extra first leaves one");
        assertThat(kept.exit()).as(kept.err()).isEqualTo(4);
        assertThat(mended.exit()).as(mended.err() + mended.out()).isZero();
        assertThat(all()).isEqualTo(before);
        v2.run("CREATE UNIQUE INDEX turn_key ON turn (talk_id, n)");
        assertThat(scene.call("run", "-q").exit()).isZero();
    }

    @Test
    void shouldBuildABrokenFullTextIndexAgain() {
        v2.run("INSERT INTO note_text (note_text) VALUES ('delete-all')");
        assertThat(scene.call("verify", "-q").exit()).isEqualTo(4);

        Called repair = scene.call("verify", "--repair", "-q");

        assertThat(repair.exit()).as(repair.err()).isZero();
        v2.run("INSERT INTO note_text (note_text, rank) VALUES ('integrity-check', 1)");
        assertThat(v2.column("SELECT rowid FROM note_text WHERE note_text MATCH 'night' ORDER BY rowid LIMIT 1"))
                .hasSize(1);
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void shouldChangeNothingWithoutRepair() {
        v2.run("UPDATE note SET body = 'x' WHERE id = 17", "DELETE FROM note WHERE id = 23");
        List<Map<String, Object>> harmed = all();

        scene.call("verify", "-q");

        assertThat(all()).isEqualTo(harmed);
    }

    private List<Map<String, Object>> all() {
        List<Map<String, Object>> rows = new ArrayList<>(v2.rows(NOTES));
        rows.addAll(v2.rows(TALKS));
        rows.addAll(v2.rows(TURNS));
        return rows;
    }

    /** {@code kind where detail} of every finding of a check. */
    private static List<String> findings(JsonNode report, String check) {
        List<String> all = new ArrayList<>();
        for (JsonNode result : report.get("verification")) {
            if (result.get("check").asText().startsWith(check)) {
                result.get("findings")
                        .forEach(finding -> all.add(finding.get("kind").asText() + " "
                                + finding.get("where").asText() + " "
                                + finding.get("detail").asText()));
            }
        }
        return all;
    }

    private static String notes() {
        StringBuilder notes = new StringBuilder("[");
        for (int id = 1; id <= 100; id++) {
            String title = id == 31 ? "null" : id == 32 ? "\"\"" : "\"" + (id == 33 ? "33" : "title " + id) + "\"";
            notes.append(id == 1 ? "" : ",\n")
                    .append("{\"id\": " + id + ", \"title\": " + title + ", \"body\": \"a long night " + id + "\"}");
        }
        return notes.append("]").toString();
    }

    private static String talks() {
        StringBuilder talks = new StringBuilder();
        for (int talk = 1; talk <= 10; talk++) {
            talks.append("{\"topic\": \"topic " + talk + "\", \"turns\": [{\"said\": \"one\"}, {\"said\": \"two\"},"
                    + " {\"said\": \"three\"}]}\n");
        }
        return talks.toString();
    }
}
