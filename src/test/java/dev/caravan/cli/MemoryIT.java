package dev.caravan.cli;

import static dev.caravan.cli.ReplayIT.counts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One large packed file through the launcher, in a heap that is smaller than what is in it: every row by value. */
class MemoryIT {
    private static final boolean CAMPAIGN = Boolean.getBoolean("caravan.campaign");
    private static final int RECORDS = CAMPAIGN ? 1_500_000 : 100_000;
    private static final long UNPACKED = RECORDS * 2_200L;

    /** As the launcher has it where nobody asks for another. */
    private static final long HEAP = 160L << 20;

    /** Beside the heap: code, classes, threads, and what SQLite keeps; the same for three gigabytes. */
    private static final long BESIDE = 290L << 20;

    @TempDir
    private Path folder;

    @Test
    void shouldNeedNoMoreMemoryForALargeFile() throws Exception {
        Scene scene = new Scene(folder)
                .file("v1/x", "")
                .file("s.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT NOT NULL, tags TEXT, body TEXT)")
                .migration(
                        """
                        migration: large
                        systems: { v1: { files: DIR/v1 }, v2: { sqlite: DIR/v2.db, schema: DIR/s.sql } }
                        pipelines:
                          a:
                            export: { from: v1, files: "a.ndjson.gz" }
                            transform: { fields: { id: id, name: name, tags: { first: [tags], as: json }, body: body } }
                            import: { into: v2, table: a, key: id }
                        """);
        assertThat(write(scene.at("v1/a.ndjson.gz"))).isGreaterThan(UNPACKED);

        Called run;
        try (Program.Running running =
                new Program(folder).asShipped().start("run", "m.yaml", "-q", "--report", "r.json")) {
            run = running.end(CAMPAIGN ? 1800 : 300);
        }

        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode report = new ObjectMapper().readTree(scene.at("r.json").toFile());
        assertThat(counts(report.at("/pipelines/0"))).containsExactly((long) RECORDS, (long) RECORDS, 0L, 0L, 0L);
        assertThat(report.at("/environment/memory/heapLimit").asLong()).isBetween(1L, Math.min(HEAP, UNPACKED));
        assertThat(report.at("/environment/memory/residentPeak").asLong()).isBetween(1L, HEAP + BESIDE);
        assertRows(scene.at("v2.db"));
    }

    /** Answers how many characters it is unpacked. */
    private static long write(Path file) throws IOException {
        long all = 0;
        try (BufferedWriter out = new BufferedWriter(
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8))) {
            for (int id = 0; id < RECORDS; id++) {
                String line = "{\"id\": " + id + ", \"name\": \"" + name(id) + "\", \"tags\": " + tags(id)
                        + ", \"body\": \"" + body(id) + "\"}\n";
                out.write(line);
                all += line.length();
            }
        }
        return all;
    }

    private static void assertRows(Path database) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, name, tags, body FROM a ORDER BY id")) {
            int id = 0;
            for (; rows.next(); id++) {
                boolean same = rows.getInt(1) == id
                        && rows.getString(2).equals(name(id))
                        && rows.getString(3).equals(tags(id))
                        && rows.getString(4).equals(body(id));
                assertThat(same).as("row " + id).isTrue();
            }
            assertThat(id).isEqualTo(RECORDS);
        }
    }

    private static String name(int id) {
        return "näme " + Integer.toString(id, 36) + " 😀";
    }

    private static String tags(int id) {
        return "[\"t" + id % 97 + "\",\"" + id % 89 + "\"," + id * 3.5 + "]";
    }

    private static String body(int id) {
        return ("word" + id % 1009 + " ").repeat(300) + id;
    }
}
