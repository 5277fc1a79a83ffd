package dev.caravan.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.campaign.Running;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped plan of BarnabeeNet, whole, against a real nginx, services that are processes, and the hosts' tools. */
class RunbookIT {
    /** Steps that each run does before it is killed: into the backup, into the deployment, and on in it. */
    private static final List<Integer> BORDERS = List.of(25, 9, 6);

    @TempDir
    private Path folder;

    private BarnabeeWorld world;

    @BeforeEach
    void build() throws Exception {
        world = new BarnabeeWorld(folder);
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    /** Killed three times at step borders on its way; {@link KilledPlanIT} kills it behind every step. */
    @Test
    void shouldCarryTheWholePlanToItsEndAndDoNothingTwice() throws Exception {
        assertThat(world.publicVersion()).isEqualTo("v1");
        for (int border : BORDERS) {
            try (Running run = world.killedAt("step-done:" + border)) {
                assertThat(run.end()).as(run.said()).isEqualTo(PlanJourney.KILLED);
            }
        }
        try (Running run = world.run()) {
            world.sign(run, "no critical bugs", "ada");
            assertThat(world.v2Knows()).isEqualTo("1:hi cat=Tom tea=green");
            String dates = world.v2Dates();
            assertThat(dates).as("now").matches("20[^\n]+\n20[^\n]+");
            world.v1GoesOn();
            world.sign(run, "cutover", "ada");
            world.sign(run, "remove v1's containers", "bob");
            assertThat(run.end()).as(run.said()).isZero();
            assertThat(world.v2Dates())
                    .as("later deltas change no date that is v2's own")
                    .isEqualTo(dates);
        }

        assertThat(world.step("parallel/stable in parallel")
                        .at("/facts/carried/turns")
                        .asInt())
                .as("v1's new data keeps arriving")
                .isPositive();
        assertThat(world.v2Knows()).as("the last delta").isEqualTo("1:hi 2:bye cat=Tim dog=Rex tea=green");
        JsonNode report = world.report();
        assertThat(report.path("outcome").asText()).isEqualTo("done");
        assertThat(states(report)).containsOnly("done");
        assertThat(report.path("gates")).hasSize(3);
        assertThat(report.at("/gates/2/verdict").asText()).isEqualTo("consent");
        assertThat(report.at("/gates/2/signOffs/0/who").asText()).isEqualTo("bob");
        assertThat(report.at("/gates/1/gate").asText()).isEqualTo("cutover");
        assertThat(report.at("/gates/1/criteria")).hasSize(13);
        assertThat(world.publicVersion()).isEqualTo("v2");
        assertThat(world.isUp("v1")).isFalse();
        assertThat(world.notices()).contains("\"event\":\"start\"", "\"event\":\"waiting\"", "\"event\":\"done\"");
        assertThat(world.calls("up -d redis")).isEqualTo(1);
        assertThat(world.calls("up -d api worker pipecat")).isEqualTo(1);
        assertThat(world.calls("down --rmi")).isEqualTo(1);
        assertThat(world.twice()).isEmpty();
        checkShadows();
        ReportPage page = PlanPages.done(world, "cutover", "ada as operations", "traffic to v2");
        assertThat(page.section("time")).isNotEmpty();
        assertThat(page.charts()).isPositive();
    }

    /** What was copied is what the file names, no caller met an error of a switch, and v2 acted on none of it. */
    private void checkShadows() throws Exception {
        assertThat(world.shadows()).contains("POST " + BarnabeeService.VOICE, "GET /api/v2/memories");
        assertThat(world.callers().answers()).containsKeys("v1 200", "v2 200");
        List<long[]> away = world.services().away("v1");
        assertThat(away).as("the copy, the drill, the last delta, the end").hasSizeBetween(3, 5);
        assertThat(world.callers().refused())
                .as("who was not served came while v1 stood still for a copy")
                .allMatch(one -> one.answer().equals("nobody 502")
                        && away.stream().anyMatch(gap -> one.ended() >= gap[0] && one.begun() <= gap[1]));
        JsonNode compared = world.step("parallel/compared").path("facts");
        assertThat(compared.at("/endpoint/POST ~1api~1v2~1voice~1process/agreement")
                        .asDouble())
                .isEqualTo(1);
        assertThat(compared.at("/errors/v2").asDouble()).isZero();
        int asked = world.callers().answers().get("v1 200");
        assertThat(world.shadows()).as("a tenth of %s, and less", asked).hasSizeLessThan(asked / 5);
        assertThat(world.cutover()).matches("20[0-9-]+T[0-9:]+Z\n");
    }

    @Test
    void shouldPutTheWorldBackWhenV2FailsAfterTheSwitch() throws Exception {
        Map<String, String> before = world.world();
        try (Running run = world.run()) {
            world.sign(run, "no critical bugs", "ada");
            world.services().fault("broken");
            world.sign(run, "cutover", "ada");
            assertThat(run.end()).as(run.said()).isEqualTo(5);
        }

        assertThat(world.publicVersion()).isEqualTo("v1");
        assertThat(world.isUp("v1")).isTrue();
        assertThat(world.isUp("v2")).isFalse();
        assertThat(world.world()).isEqualTo(before);
        assertThat(world.notices()).contains("\"event\":\"rolled-back\"");
        assertThat(world.onV2Alone().findValuesAsText("kind"))
                .as("what users told v2 between switch and way back")
                .contains("conversation");
        assertThat(world.report().path("outcome").asText()).isEqualTo("rolled-back");
    }

    /** A v2 that obeys copies too, or one that understands something else, is found out before it has a caller. */
    @ParameterizedTest
    @CsvSource({"acting, parallel/a shadow does not act", "deaf, parallel/same intents"})
    void shouldMoveNobodyToAV2ThatShadowsFindOut(String fault, String step) throws Exception {
        world.services().fault(fault);
        try (Running run = world.run()) {
            assertThat(run.end()).as(run.said()).isEqualTo(1);
        }

        assertThat(world.step(step).path("state").asText()).isEqualTo("failed");
        assertThat(world.publicVersion()).isEqualTo("v1");
        assertThat(world.callers().answers()).doesNotContainKey("v2 200");
    }

    private static List<String> states(JsonNode report) {
        return StreamSupport.stream(report.path("steps").spliterator(), false)
                .map(step -> step.path("state").asText())
                .toList();
    }
}
