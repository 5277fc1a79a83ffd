package dev.caravan.system.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that dies anywhere in a chunk leaves all of it or nothing, and the next one goes on without a clash. */
class KillPointTest {
    @TempDir
    private Path folder;

    private Sample sample;

    @BeforeEach
    void makeTable() {
        sample = new Sample(
                folder.resolve("v2.db"),
                "CREATE TABLE thing (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT)",
                "CREATE VIRTUAL TABLE thing_fts USING fts5(name, content = 'thing', content_rowid = 'n')",
                "CREATE TRIGGER ai AFTER INSERT ON thing BEGIN"
                        + " INSERT INTO thing_fts(rowid, name) VALUES (new.n, new.name); END");
    }

    @ParameterizedTest
    @CsvSource({
        "before-data:1, 0",
        "before-data:4, 300",
        "before-ledger:4, 300",
        "before-commit:4, 300",
        "after-commit:4, 400",
        "after-commit:10, 1000"
    })
    void shouldGoOnAfterBeingKilled(String place, int durable) throws Exception {
        assertThat(run(place)).isEqualTo(137);
        assertThat(sample.query("SELECT count(*) FROM thing")).containsExactly(Integer.toString(durable));
        assertThat(sample.query("SELECT coalesce(max(position_ordinal), 0) FROM caravan_ledger"))
                .containsExactly(Integer.toString(durable));

        assertThat(run("")).isZero();

        assertThat(sample.query(
                        "SELECT count(*), count(DISTINCT id) FROM thing WHERE name = 'text of ' || substr(id, 4)"))
                .containsExactly("1000|1000");
        assertThat(sample.query("SELECT done, epoch FROM caravan_ledger JOIN caravan_pipeline USING (pipeline)"))
                .containsExactly("1|2");
        sample.run("INSERT INTO thing_fts(thing_fts, rank) VALUES ('integrity-check', 1)");
    }

    private int run(String killAt) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dcaravan.test=true",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                sample.file().toString()));
        builder.environment().put("CARAVAN_TEST_KILL_AT", killAt);
        builder.inheritIO();
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
