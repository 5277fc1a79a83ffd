package dev.caravan.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.servers.ChromaServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Shipped plans are killed as by {@code kill -9} at borders between steps, and inside steps: when the effect is there and
 * nothing of it is written down. Resumed, each comes to the same end, and nothing is done twice.
 */
@ExtendWith(ChromaServer.class)
class KilledPlanIT {
    private static final int STRETCH = 22;
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

    /** Each starts anew and is killed once behind all that the stretches before it have proved. */
    @ParameterizedTest
    @MethodSource("stretches")
    @Tag("campaign")
    void shouldGoOnAfterKillsBehindEachStep(String plan, int first, int last, ChromaServer.Running server)
            throws Exception {
        try (PlanWorld world = RollbackEachPhaseIT.world(plan, folder, server)) {
            PlanJourney journey = new PlanJourney(world);
            killedAt(journey, "step-done:" + first);
            for (int step = first + 1; step <= last; step++) {
                killedAt(journey, "step-done:1");
            }

            toTheEnd(world, journey);
        }
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

    /** Behind each step but the last. */
    static Stream<Arguments> stretches() throws IOException {
        List<Arguments> stretches = new ArrayList<>();
        for (String plan : List.of("barnabeenet", "nixfleet", "infrafabric-chroma")) {
            int last = Collections.max(PlanJourney.phases(plan).values()) - 1;
            for (int first = 1; first <= last; first += STRETCH) {
                stretches.add(Arguments.of(plan, first, Math.min(last, first + STRETCH - 1)));
            }
        }
        return stretches.stream();
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
