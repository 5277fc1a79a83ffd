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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Shipped plans are killed as by {@code kill -9} at borders between steps, and inside steps: when the effect is there and
 * nothing of it is written down. Resumed, each comes to the same end, and nothing is done twice.
 */
@ExtendWith(ChromaServer.class)
class KilledPlanIT {
    private static final boolean CAMPAIGN = Boolean.getBoolean("caravan.campaign");
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

    /** Every build kills it twice, in {@link InfrafabricPlanIT}. */
    @Test
    @Tag("campaign")
    void shouldBringInfrafabricToTheSameEnd(ChromaServer.Running server) throws Exception {
        try (InfrafabricWorld world = new InfrafabricWorld(folder, server, 100)) {
            PlanJourney journey = new PlanJourney(world);
            behindEachStep(journey, "infrafabric-chroma");

            toTheEnd(world, journey);

            assertThat(world.docker()).containsExactly("config -q", "restart openwebui");
        }
    }

    @Test
    void shouldBringNixfleetToTheSameEnd() throws Exception {
        try (NixFleet world = new NixFleet(folder)) {
            PlanJourney journey = new PlanJourney(world);
            if (CAMPAIGN) {
                behindEachStep(journey, "nixfleet");
            } else {
                // In the middle of eight rebuilds side by side
                int status =
                        journey.killWhen(() -> !world.host("hsb0").effects().isEmpty());
                assertThat(status).as(journey.said()).isEqualTo(PlanJourney.KILLED);
                killedAt(journey, "answered canaries/restart of the canaries:1");
            }

            toTheEnd(world, journey);

            world.all().forEach(host -> assertThat(world.agent(host.name())).isEqualTo("v2"));
            assertThat(world.notices()).contains("\"event\":\"start\"", "\"event\":\"waiting\"", "\"event\":\"done\"");
        }
    }

    /** Every build kills it three times, in {@link RunbookIT}. */
    @Test
    @Tag("campaign")
    void shouldBringBarnabeeToTheSameEnd() throws Exception {
        try (BarnabeeWorld world = new BarnabeeWorld(folder)) {
            PlanJourney journey = new PlanJourney(world);
            behindEachStep(journey, "barnabeenet");

            toTheEnd(world, journey);

            assertThat(world.publicVersion()).isEqualTo("v2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"barnabeenet", "nixfleet", "infrafabric-chroma"})
    @Tag("campaign")
    void shouldGoOnAfterKillsInsideTenSteps(String plan, ChromaServer.Running server) throws Exception {
        try (PlanWorld world = RollbackEachPhaseIT.world(plan, folder, server)) {
            PlanJourney journey = new PlanJourney(world);
            for (String step : INSIDE.get(plan)) {
                killedAt(journey, "answered " + step + (step.endsWith(":2") ? "" : ":1"));
            }

            toTheEnd(world, journey);
        }
    }

    /** Killed behind each step but the last, one further each time. */
    private static void behindEachStep(PlanJourney journey, String plan) throws Exception {
        int steps = Collections.max(PlanJourney.phases(plan).values());
        for (int step = 1; step < steps; step++) {
            killedAt(journey, "step-done:1");
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
    }
}
