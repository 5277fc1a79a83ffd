package dev.caravan.system.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that dies anywhere in a chunk leaves all of it or nothing; the table has no key that would hide a doubled row. */
@ExtendWith(PostgresServer.class)
class KillPointIT {
    private Sample sample;

    @BeforeEach
    void makeTable(PostgresServer.Running server) {
        sample = new Sample(server, "CREATE TABLE note (id bigint, body text)");
    }

    @ParameterizedTest
    @CsvSource({
        "before-data:1, 0",
        "before-ledger:4, 300",
        "before-commit:4, 300",
        "after-commit:4, 400",
        "after-commit:10, 1000"
    })
    void shouldGoOnAfterBeingKilled(String place, int durable) throws Exception {
        assertThat(run(place)).isEqualTo(137);
        assertThat(sample.query("SELECT count(*) FROM note")).containsExactly(Integer.toString(durable));
        assertThat(sample.query("SELECT coalesce(max(position_ordinal), 0) FROM caravan_ledger"))
                .containsExactly(Integer.toString(durable));

        assertThat(run("")).isZero();

        assertThat(sample.query("SELECT count(*), count(DISTINCT id), min(id), max(id) FROM note"
                        + " WHERE body = 'text of ' || id"))
                .containsExactly("1000|1000|0|999");
        assertThat(sample.query("SELECT done, epoch FROM caravan_ledger JOIN caravan_pipeline USING (pipeline)"))
                .containsExactly("t|2");
    }

    private int run(String killAt) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dcaravan.test=true",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                sample.url()));
        builder.environment().put("CARAVAN_TEST_KILL_AT", killAt);
        builder.inheritIO();
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
