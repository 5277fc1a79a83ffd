package dev.caravan.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.servers.ChromaServer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shipped plans are killed as by {@code kill -9} at borders between steps, and inside steps: when the effect is there and
 * nothing of it is written down. Resumed, each comes to the same end, and nothing is done twice.
 */
@ExtendWith(ChromaServer.class)
class KilledPlanIT {
    /** One chunk of so many of the runbook's. */
    private static final int PART = 100;

    /** Inside these: once carried out, before anything of it is recorded. */
    private static final Map<String, List<String>> INSIDE = Map.of(
            "barnabeenet",
            List.of(
                    "backup/stop v1 for the copy",
                    "backup/data",
                    "deploy/core services",
                    "parallel/router in:2",
                    "parallel/shadow",
                    "decide/rollback drill",
                    "last-delta/last memories",
                    "switch/traffic to v2:2",
                    "switch/stop v1",
                    "clean-up/remove v1's containers"),
            "nixfleet",
            List.of(
                    "v1-agents-off/v1 off:2",
                    "v1-agents-off/publish v1 off",
                    "v1-agents-off/v1 agents off",
                    "v1-dashboard-off/v1 dashboard off",
                    "v2-dashboard-on/v2 dashboard on",
                    "v2-dashboard-on/dashboard after a restart",
                    "canaries/publish v2 on the canaries",
                    "canaries/v2 agents on the canaries",
                    "canaries/restart of the canaries",
                    "wave-1/v2 agents, wave 1"),
            "infrafabric-chroma",
            List.of(
                    "notice/announcement",
                    "approval/dry-run",
                    "copy/copy of the source",
                    "decision/go-live",
                    "cutover/compose file is sound",
                    "cutover/applications:2",
                    "cutover/compose:2",
                    "cutover/restart",
                    "settling/five looks",
                    "watch/success"));

    @TempDir
    private Path folder;

    @Test
    @Tag("campaign")
    void shouldGoOnAfterAKillBehindEachStepOfBarnabeenet() throws Exception {
        killBehindEachStep(new BarnabeeWorld(folder));
    }

    @Test
    @Tag("campaign")
    void shouldGoOnAfterAKillBehindEachStepOfNixfleet() throws Exception {
        killBehindEachStep(new NixFleet(folder));
    }

    @Test
    @Tag("campaign")
    void shouldGoOnAfterAKillBehindEachStepOfInfrafabric(ChromaServer.Running server) throws Exception {
        killBehindEachStep(new InfrafabricWorld(folder, server, PART));
    }

    /** Every build kills it twice; the other plans in {@link InfrafabricPlanIT} and {@link RunbookIT}. */
    @Test
    void shouldBringNixfleetToTheSameEnd() throws Exception {
        try (NixFleet world = new NixFleet(folder)) {
            PlanJourney journey = new PlanJourney(world);
            // In the middle of eight rebuilds side by side
            int status = journey.killWhen(() -> !world.host("hsb0").effects().isEmpty());
            assertThat(status).as(journey.said()).isEqualTo(PlanJourney.KILLED);
            killedAt(journey, "answered canaries/restart of the canaries:1");

            toTheEnd(world, journey);

            assertThat(world.notices()).contains("\"event\":\"start\"", "\"event\":\"waiting\"", "\"event\":\"done\"");
            ReportPage page =
                    PlanPages.done(world, "somebody has logged in there", "p-operator as operator", "v1 agents off");
            assertThat(page.section("steps")).as("each host").contains("hsb0: done", "mba-mbp-work: done");
        }
    }

    @Test
    @Tag("campaign")
    void shouldGoOnAfterKillsInsideTenStepsOfBarnabeenet() throws Exception {
        killInsideTenSteps(new BarnabeeWorld(folder));
    }

    @Test
    @Tag("campaign")
    void shouldGoOnAfterKillsInsideTenStepsOfNixfleet() throws Exception {
        killInsideTenSteps(new NixFleet(folder));
    }

    @Test
    @Tag("campaign")
    void shouldGoOnAfterKillsInsideTenStepsOfInfrafabric(ChromaServer.Running server) throws Exception {
        killInsideTenSteps(new InfrafabricWorld(folder, server, PART));
    }

    /** One run, killed as soon as it has gone a step further, as often as there are steps but the last. */
    private static void killBehindEachStep(PlanWorld made) throws Exception {
        try (PlanWorld world = made) {
            PlanJourney journey = new PlanJourney(world);
            int steps = Collections.max(PlanJourney.phases(world.migration()).values());
            for (int step = 1; step < steps; step++) {
                killedAt(journey, "step-done:1");
            }

            toTheEnd(world, journey);
        }
    }

    private static void killInsideTenSteps(PlanWorld made) throws Exception {
        try (PlanWorld world = made) {
            PlanJourney journey = new PlanJourney(world);
            for (String step : INSIDE.get(world.migration())) {
                killedAt(journey, "answered " + step + (step.endsWith(":2") ? "" : ":1"));
            }

            toTheEnd(world, journey);
        }
    }

    private static void killedAt(PlanJourney journey, String point) throws Exception {
        int status = journey.run(point);
        assertThat(status).as(point + ": " + journey.said()).isEqualTo(PlanJourney.KILLED);
    }

    private static void toTheEnd(PlanWorld world, PlanJourney journey) throws Exception {
        int status = journey.run("");

        assertThat(status).as(journey.said()).isZero();
        // Left out is what the file's when: and unless: leave out
        assertThat(journey.steps()).extracting(StepRow::state).isSubsetOf(StepState.DONE, StepState.SKIPPED);
        assertThat(world.twice()).isEmpty();
        assertThat(world.missing()).isEmpty();
    }
}
