package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code replay NAME}: rejected records once more, after a fix of the mapping, the rules or the source. */
class ReplayIT {
    private static final String TALKS = "SELECT topic, mood FROM talk ORDER BY topic";
    private static final String TURNS =
            "SELECT topic || ' ' || n || ' ' || said FROM turn JOIN talk ON talk.id = talk_id ORDER BY 1";

    /** Records 1 and 4 have a mood that no rule allows; record 2 a turn without words; record 3 no topic. */
    private static final String DATA =
            """
            {"topic": "a", "mood": "good", "turns": [{"said": "a1"}, {"said": "a2"}]}
            {"topic": "b", "mood": "MEH", "turns": [{"said": "b1"}]}
            {"topic": "c", "mood": "bad", "turns": [{"said": "c1"}, {"text": "c2"}, {"said": "c3"}]}
            {"mood": "bad", "turns": [{"said": "d1"}]}
            {"topic": "e", "mood": "meh"}
            """;

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void runOnce() {
        scene = new Scene(folder)
                .file("v1/talks.ndjson", DATA)
                .file(
                        "s.sql",
                        "CREATE TABLE talk (id TEXT PRIMARY KEY, topic TEXT NOT NULL, mood TEXT);"
                                + " CREATE TABLE turn (id TEXT PRIMARY KEY, talk_id TEXT REFERENCES talk (id), n INTEGER,"
                                + " said TEXT NOT NULL)");
        migration("[good, bad]", "[said]");
        Called run = scene.call("run", "--format", "json", "--batch-size", "2");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(counts(run.json().at("/pipelines/0"))).containsExactly(5L, 2L, 0L, 3L, 0L);
        assertThat(counts(run.json().at("/pipelines/0/children/turn"))).containsExactly(5L, 4L, 0L, 1L, 0L);
        assertThat(scene.rejects("talks", "talks")).hasSize(4);
    }

    @Test
    void shouldBringInWhatAMendedRuleAccepts() {
        migration("[good, bad, MEH, meh]", "[said]");

        Called replay = scene.callNamed("replay", "talks", "--format", "json");

        assertThat(replay.exit()).as(replay.err()).isZero();
        assertThat(counts(replay.json().at("/pipelines/0"))).containsExactly(5L, 4L, 0L, 1L, 0L);
        assertThat(counts(replay.json().at("/pipelines/0/children/turn"))).containsExactly(6L, 5L, 0L, 1L, 0L);
        assertThat(rows(TALKS)).containsExactly("a good", "b MEH", "c bad", "e meh");
        assertThat(scene.v2().column(TURNS)).containsExactly("a 1 a1", "a 2 a2", "b 1 b1", "c 1 c1", "c 3 c3");
        assertThat(rejects()).containsExactlyInAnyOrder("missing_field talks.ndjson#2", "missing_field talks.ndjson#3");
    }

    @Test
    void shouldBringInTheChildrenThatAMendedMappingFinds() {
        migration("[good, bad]", "[said, text]");

        Called replay = scene.callNamed("replay", "talks", "--format", "json");

        assertThat(replay.exit()).as(replay.err()).isZero();
        assertThat(counts(replay.json().at("/pipelines/0"))).containsExactly(5L, 2L, 0L, 3L, 0L);
        assertThat(counts(replay.json().at("/pipelines/0/children/turn"))).containsExactly(5L, 5L, 0L, 0L, 0L);
        assertThat(scene.v2().column(TURNS)).containsExactly("a 1 a1", "a 2 a2", "c 1 c1", "c 2 c2", "c 3 c3");
        assertThat(scene.rejects("talks", "talks")).hasSize(3);
    }

    @Test
    void shouldDoNothingTheSecondTime() {
        migration("[good, bad, MEH, meh]", "[said, text]");
        scene.callNamed("replay", "talks", "-q");
        List<String> talks = rows(TALKS);
        List<String> rejects = rejects();

        Called again = scene.callNamed("replay", "talks", "--format", "json");

        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(counts(again.json().at("/pipelines/0"))).containsExactly(5L, 4L, 0L, 1L, 0L);
        assertThat(rows(TALKS)).isEqualTo(talks);
        assertThat(rejects()).isEqualTo(rejects).containsExactly("missing_field talks.ndjson#3");
    }

    /** A row that stays because the file says {@code existing: keep} is no reject: a replay leaves it, and what is known of it. */
    @Test
    void shouldLeaveRowsThatWereKept() {
        Scene other = new Scene(folder.resolve("keep"))
                .file(
                        "v1/things.json",
                        "[{\"id\": 1, \"v\": \"new\"}, {\"id\": 2, \"v\": \"z\"}, {\"id\": 3, \"v\": \"fresh\"},"
                                + " {\"id\": 4, \"v\": \"y\"}]")
                .migration(keeping("[new, fresh]"));
        other.v2()
                .run("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)", "INSERT INTO t VALUES (1, 'old'), (2, 'own')");
        assertThat(other.call("run", "-q").exit()).isZero();

        Called unchanged = other.callNamed("replay", "keep", "--format", "json");
        other.migration(keeping("[new, fresh, y, z]"));
        Called mended = other.callNamed("replay", "keep", "--format", "json");

        assertThat(unchanged.exit()).as(unchanged.err()).isZero();
        assertThat(counts(unchanged.json().at("/pipelines/0"))).containsExactly(4L, 1L, 0L, 2L, 1L);
        assertThat(mended.exit()).as(mended.err() + mended.out()).isZero();
        assertThat(counts(mended.json().at("/pipelines/0"))).containsExactly(4L, 2L, 0L, 0L, 2L);
        assertThat(other.v2().column("SELECT v FROM t ORDER BY id")).containsExactly("old", "own", "fresh", "y");
        assertThat(other.call("verify", "--repair", "-q").exit()).isZero();
        assertThat(other.v2().column("SELECT v FROM t ORDER BY id")).containsExactly("old", "own", "fresh", "y");
    }

    @Test
    void shouldTakeAMendedSourceOnlyAsAFreshStart() {
        scene.file("v1/talks.ndjson", DATA.replace("{\"mood\": \"bad\", ", "{\"topic\": \"d\", \"mood\": \"bad\", "));

        Called replay = scene.callNamed("replay", "talks");
        Called fresh = scene.call("run", "--fresh", "--format", "json");

        assertThat(replay.exit()).isEqualTo(1);
        assertThat(replay.err())
                .startsWith("SOURCE_CHANGED ")
                .contains("'talks.ndjson'")
                .contains("--fresh");
        assertThat(fresh.exit()).as(fresh.err()).isZero();
        assertThat(counts(fresh.json().at("/pipelines/0"))).containsExactly(5L, 1L, 0L, 2L, 2L);
        assertThat(rows(TALKS)).containsExactly("a good", "c bad", "d bad");
        assertThat(scene.rejects("talks", "talks")).hasSize(3);
    }

    @Test
    void shouldRefuseToReplayWhatIsNotCopiedYet() {
        Scene other = new Scene(folder.resolve("other"))
                .file("m.yaml", "")
                .migration(yaml("[good]", "[said]")
                        .replace("DIR/v1", folder + "/v1")
                        .replace("DIR/s", folder + "/s"));

        Called replay = other.call("replay");

        assertThat(replay.exit()).isEqualTo(2);
        assertThat(replay.err()).contains("is not copied to its end yet; 'run' it first");
    }

    private List<String> rejects() {
        return scene.rejects("talks", "talks").stream()
                .map(line -> line.get("code").asText() + " " + line.get("key").asText())
                .toList();
    }

    private void migration(String moods, String words) {
        scene.migration(yaml(moods, words));
    }

    private static String keeping(String allowed) {
        return """
                migration: keep
                systems: { v1: { files: DIR/v1 }, v2: { sqlite: DIR/v2.db } }
                pipelines:
                  things:
                    export: { from: v1, files: "things.json" }
                    transform: { fields: { id: id, v: v } }
                    validate: { accept: 20%, rules: [ { field: v, one-of: ALLOWED } ] }
                    import: { into: v2, table: t, key: id, existing: keep }
                    verify: [ counts, rows ]
                """
                .replace("ALLOWED", allowed);
    }

    private static String yaml(String moods, String words) {
        return """
                migration: talks
                systems: { v1: { files: DIR/v1 }, v2: { sqlite: DIR/v2.db, schema: DIR/s.sql } }
                pipelines:
                  talks:
                    export: { from: v1, files: "talks.ndjson" }
                    transform:
                      fields: { id: { derived: true }, topic: topic, mood: mood }
                      children:
                        turn:
                          each: [turns]
                          parent: talk_id
                          number: n
                          fields: { id: { derived: true }, said: { first: WORDS } }
                    validate:
                      accept: 20%
                      rules: [ { field: mood, one-of: MOODS } ]
                    import: { into: v2, table: talk, key: id }
                    verify: [ counts, rows, orphans ]
                """
                .replace("MOODS", moods)
                .replace("WORDS", words);
    }

    private List<String> rows(String sql) {
        return scene.v2().rows(sql).stream()
                .map(row -> row.get("topic") + " " + row.get("mood"))
                .toList();
    }

    /** read, imported, filtered, rejected, skipped. */
    static List<Long> counts(JsonNode of) {
        return List.of("read", "imported", "filtered", "rejected", "skipped").stream()
                .map(name -> of.get(name).asLong())
                .toList();
    }
}
