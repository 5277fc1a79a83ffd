package dev.caravan.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.bench.BarnabeeData;
import dev.caravan.campaign.Campaign.Landing;
import dev.caravan.campaign.Campaign.Signal;
import dev.caravan.cli.SplitLedgerRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills at random moments cost no record and double none; with a ledger outside the data's transaction they do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillCampaignIT {
    private static final int KILLS = Boolean.getBoolean("caravan.campaign") ? 200 : 15;
    private static final long SEED = Long.getLong("caravan.seed", System.nanoTime());

    private Path folder;
    private Path v1;
    private Expected expected;
    private Campaign.Measure measure;
    private int journeys;

    @BeforeAll
    void makeData(@TempDir Path shared) throws IOException {
        folder = shared;
        v1 = folder.resolve("v1");
        BarnabeeData.write(v1, 4_000, 1_000, 11);
        expected = PlainMapping.of(v1);
        assertThat(expected.records()).isEqualTo(5_000);
        assertThat(expected.rejects()).hasSize(16);
        measure = Campaign.Measure.of(journey());
    }

    @Test
    void shouldLoseAndDoubleNothing() {
        Campaign campaign = new Campaign(Journey::start, Signal.KILL, measure, new Random(SEED));

        List<String> problems = campaign.lead(this::journey, KILLS);

        System.out.println("KillCampaignIT, seed " + SEED + ": " + campaign);
        assertThat(problems).as("seed " + SEED).isEmpty();
        assertThat(campaign.kills(Landing.COPYING)).as(campaign.toString()).isGreaterThan(KILLS / 4);
        assertThat(campaign.kills(Landing.STARTING)).as(campaign.toString()).isPositive();
        assertThat(campaign.kills(Landing.VERIFYING) + campaign.kills(Landing.ENDING))
                .as(campaign.toString())
                .isPositive();
    }

    /** The control: the same kills, the same checker. */
    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void shouldBeCaughtWhereTheLedgerIsOutsideTheTransaction(String order) {
        Function<Journey, Running> split = journey -> Running.start(
                journey.caravan().main(SplitLedgerRun.class),
                List.of(
                        journey.file().toString(),
                        journey.v1().toString(),
                        journey.v2().toString(),
                        journey.state().toString(),
                        journey.report().toString(),
                        order));
        Campaign campaign = new Campaign(split, Signal.KILL, measure, new Random(SEED));

        List<String> problems = campaign.lead(this::journey, KILLS);

        System.out.println("control '" + order + "': " + campaign + "; " + problems);
        assertThat(problems).as(campaign.toString()).isNotEmpty();
        String mark = order.equals("before") ? "lost" : "is of no record that may be here";
        assertThat(problems).anyMatch(problem -> problem.contains(mark));
    }

    private Journey journey() {
        return new Journey(folder.resolve("journey" + journeys++), v1, expected);
    }
}
