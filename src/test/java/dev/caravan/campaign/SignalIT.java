package dev.caravan.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.bench.BarnabeeData;
import dev.caravan.campaign.Campaign.Landing;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that is asked to end does so at once, says so, and can be gone on with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignalIT {
    private static final int SIGNALS = Boolean.getBoolean("caravan.campaign") ? 50 : 5;
    private static final long SEED = Long.getLong("caravan.seed", System.nanoTime());
    private static final String LINE = "INTERRUPTED barnabeenet: ended by a signal; run it again to go on\n";

    private Path folder;
    private Path v1;
    private Expected expected;
    private Campaign.Measure measure;
    private int journeys;

    @BeforeAll
    void makeData(@TempDir Path shared) throws IOException {
        folder = shared;
        v1 = folder.resolve("v1");
        BarnabeeData.write(v1, 3_000, 800, 12);
        expected = PlainMapping.of(v1);
        measure = Campaign.Measure.of(journey());
    }

    @Test
    void shouldEndAtOnceAndBeResumable() {
        Campaign campaign = new Campaign(Journey::start, Campaign.Signal.TERM, measure, new Random(SEED));
        List<String> problems = campaign.lead(this::journey, SIGNALS);

        System.out.println("SignalIT, seed " + SEED + ": " + campaign);
        assertThat(problems).as("seed " + SEED).isEmpty();
        assertThat(campaign.kills(Landing.COPYING)).as(campaign.toString()).isPositive();
        assertThat(campaign.slowest()).as("milliseconds to the end").isLessThan(10_000);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void shouldSayWhatItDid(String signal, int status) {
        Journey journey = journey();
        // What is started in the background of a script ignores SIGINT, and so does all that it starts
        Running run = Running.start(journey.caravan().below("env", "--default-signal=INT"), journey.run());
        assertThat(run.until(journey::copies)).as(run.said()).isTrue();

        run.signal(signal);

        assertThat(run.end()).isEqualTo(status);
        assertThat(run.errors()).isEqualTo(LINE);
        assertThat(journey.books("SELECT outcome FROM runs"))
                .extracting(row -> row.get("outcome"))
                .containsExactly("INTERRUPTED");
    }

    @Test
    void shouldEndAtOnceWhenItWaitsForADatabaseThatAnotherProcessHolds() throws SQLException {
        Journey journey = journey();
        try (Connection v2 = DriverManager.getConnection("jdbc:sqlite:" + journey.v2());
                Statement other = v2.createStatement()) {
            other.execute("CREATE TABLE theirs (n)");
            other.execute("BEGIN IMMEDIATE");
            Running run = journey.start();
            assertThat(run.until(() -> journey.isIn(run, "memories", "PLANNED")))
                    .as(run.said())
                    .isTrue();
            long asked = run.millis();

            run.signal("TERM");

            assertThat(run.end()).as(run.said()).isEqualTo(143);
            assertThat(run.millis() - asked).isLessThan(10_000);
        }
        assertThat(journey.finish().end()).isZero();
        assertThat(journey.problems()).isEmpty();
    }

    private Journey journey() {
        return new Journey(folder.resolve("journey" + journeys++), v1, expected);
    }
}
