package dev.caravan.cli;

import static dev.caravan.cli.ReplayIT.counts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The jq lane by value: beside the fields lane, and beside what the data says. */
class JqLaneIT {
    private static final int RECORDS = 400;
    private static final String ALL =
            "SELECT id || ' ' || quote(i) || ' ' || quote(r) || ' ' || quote(t) || ' ' || quote(j)"
                    + " || ' ' || quote(own) FROM t ORDER BY id";

    @TempDir
    private Path folder;

    static long[] seeds() {
        return new long[] {17, System.nanoTime()};
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldGiveWhatTheFieldsLaneGives(long seed) {
        List<Made> made = made(new Random(seed));
        Scene jq =
                scene("jq", made, "jq: '{id, i, r, t, j: (if .j == null then null else (.j | tojson) end), own: $id}'");
        Scene fields = scene(
                "fields",
                made,
                "fields: { id: id, i: i, r: r, t: t, j: { first: [j], as: json }, own: { derived: true } }");

        Called byJq = jq.call("run", "--format", "json", "--batch-size", "37");
        Called byFields = fields.call("run", "--format", "json", "--batch-size", "50");

        assertThat(byJq.exit()).as("seed " + seed + byJq.err()).isZero();
        assertThat(byFields.exit()).as("seed " + seed + byFields.err()).isZero();
        assertSame(seed, jq.v2().column(ALL), fields.v2().column(ALL));
        assertSame(
                seed,
                jq.v2().column("SELECT id || ' ' || quote(i) || ' ' || quote(t) FROM t ORDER BY id"),
                made.stream().filter(Made::good).map(Made::row).toList());
        assertSame(seed, rejects(jq), rejects(fields));
        assertThat(rejects(jq)).hasSizeGreaterThan(20);
        assertThat(jq.v2().number("SELECT count(DISTINCT own) FROM t WHERE length(own) = 32"))
                .isEqualTo(made.stream().filter(Made::good).count());
        assertThat(counts(byJq.json().at("/pipelines/0")))
                .isEqualTo(counts(byFields.json().at("/pipelines/0")));
    }

    @Test
    void shouldCountWhatAMappingLeavesOutAndRejectWhatItCannotGive() {
        Scene scene = new Scene(folder)
                .file(
                        "v1/a b.json",
                        """
                        [{"id": 1, "i": 9007199254740993, "r": 0.5, "t": "ä"}, {"id": 2, "skip": true},
                         {"id": 3, "many": true}, {"id": 4, "plain": true}, {"id": 5, "i": 9007199254740993, "add": true},
                         {"id": 6, "i": 41, "add": true}, {"id": 7, "fail": "x"}, {"id": 8, "t": "😀"}]
                        """)
                .file("s.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, r REAL, t TEXT, n INTEGER)");
        scene.migration(yaml(
                "odds",
                "jq: 'if .skip then empty elif .many then ({id}, {id}) elif .plain then .id"
                        + " elif .add then {id, i: (.i + 1)} elif .fail then {id, r: (.fail | tonumber)}"
                        + " else {id, i, r, t: ($source.name + .t), n: $source.number} end'"));

        Called run = scene.call("run", "--format", "json");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(counts(run.json().at("/pipelines/0"))).containsExactly(8L, 3L, 1L, 4L, 0L);
        assertThat(scene.v2().rows("SELECT * FROM t ORDER BY id").toString())
                .isEqualTo("[{id=1, i=9007199254740993, r=0.5, t=a b.jsonä, n=0}, {id=6, i=42, r=null, t=null, n=null},"
                        + " {id=8, i=null, r=null, t=a b.json😀, n=7}]");
        assertThat(rejects(scene))
                .containsExactly("multiple_results 2", "not_an_object 3", "inexact_number 4", "mapping_failed 6");
    }

    /** Equal lists; where they are not, only what differs is shown. */
    private static void assertSame(long seed, List<String> ours, List<String> theirs) {
        List<String> more = new ArrayList<>(ours);
        more.removeAll(theirs);
        List<String> less = new ArrayList<>(theirs);
        less.removeAll(ours);
        assertThat(List.of(more, less)).as("seed " + seed).containsOnly(List.of());
        assertThat(ours.size()).as("seed " + seed).isEqualTo(theirs.size());
    }

    private Scene scene(String name, List<Made> made, String transform) {
        return new Scene(folder.resolve(name))
                .file(
                        "v1/a.ndjson",
                        String.join("\n", made.stream().map(Made::json).toList()))
                .file(
                        "s.sql",
                        "CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, r REAL, t TEXT, j TEXT, own TEXT UNIQUE)")
                .migration(yaml(name, transform));
    }

    /** Both lanes under one namespace and one name, so that they derive the same ids. */
    private static String yaml(String name, String transform) {
        return """
                migration: lane
                namespace: lanes
                description: "NAME"
                systems: { v1: { files: DIR/v1 }, v2: { sqlite: DIR/v2.db, schema: DIR/s.sql } }
                pipelines:
                  t:
                    export: { from: v1, files: "*" }
                    transform: { TRANSFORM }
                    validate: { accept: 30% }
                    import: { into: v2, table: t, key: id }
                """
                .replace("NAME", name)
                .replace("TRANSFORM", transform);
    }

    private static List<String> rejects(Scene scene) {
        return scene.rejects("lane", "t").stream().map(JqLaneIT::text).toList();
    }

    private static String text(JsonNode reject) {
        return reject.get("code").asText() + " "
                + reject.at("/position/ordinal").asText();
    }

    /** One line of the source, and what the target is to show of it; null for a line that cannot be kept. */
    private record Made(String json, String row) {
        boolean good() {
            return row != null;
        }
    }

    private static List<Made> made(Random random) {
        List<Made> all = new ArrayList<>();
        for (int id = 1; id <= RECORDS; id++) {
            all.add(made(id, random));
        }
        return all;
    }

    private static Made made(int id, Random random) {
        String[] ints = {
            "null",
            "0",
            "-1",
            "9007199254740993",
            "9223372036854775807",
            "-9223372036854775808",
            String.valueOf(random.nextLong()),
            String.valueOf(random.nextInt(100))
        };
        String[] reals = {"null", "0.5", "1e308", "3", String.valueOf(random.nextGaussian())};
        String[] trees = {
            "null",
            "[]",
            "{}",
            "[1,\"ä\",{\"b\":[null,true]}]",
            "\"\\\"\"",
            "false",
            "12345678901234567890",
            "[0.1,123456789.25]"
        };
        String[] bad = {
            "\"i\": 9223372036854775808", "\"i\": \"7\"", "\"i\": 1.5", "\"i\": {}", "\"t\": 5",
            "\"t\": \"\\u0000\"", "\"t\": \"\\ud800\"", "\"r\": \"x\"", "\"r\": 1e400", "\"r\": -0.0"
        };
        if (random.nextInt(8) == 0) {
            return new Made("{\"id\": " + id + ", " + any(random, bad) + "}", null);
        }
        String text = text(random);
        String number = any(random, ints);
        String json = "{\"id\": " + id + ", \"i\": " + number + ", \"r\": " + any(random, reals) + ", \"t\": \""
                + escaped(text, random) + "\", \"j\": " + any(random, trees) + "}";
        return new Made(
                json, id + " " + (number.equals("null") ? "NULL" : number) + " '" + text.replace("'", "''") + "'");
    }

    private static String any(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
            text.append(any(
                    random, "a", " ", "'", "\"", "\\", "\n", "\t", "\u0001", "ä", "€", "😀", "\u2028", "\ufeff", "/"));
        }
        return text.toString();
    }

    /** As JSON may write it: what must be escaped is, and some of the rest too. */
    private static String escaped(String text, Random random) {
        StringBuilder json = new StringBuilder();
        for (char unit : text.toCharArray()) {
            if (unit == '"' || unit == '\\') {
                json.append('\\').append(unit);
            } else if (unit < 0x20 || !Character.isSurrogate(unit) && random.nextInt(3) == 0) {
                json.append(String.format("\\u%04x", (int) unit));
            } else {
                json.append(unit);
            }
        }
        return json.toString();
    }
}
