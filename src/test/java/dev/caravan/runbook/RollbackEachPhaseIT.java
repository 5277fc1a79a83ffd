package dev.caravan.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.servers.ChromaServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each shipped plan is killed at the end of a phase and taken back: the world is the one of before, by digest. */
@ExtendWith(ChromaServer.class)
class RollbackEachPhaseIT {
    private static final boolean CAMPAIGN = Boolean.getBoolean("caravan.campaign");
    /** Enough for every build, which takes InfraFabric's plan back in {@link InfrafabricPlanIT}; a campaign takes them all. */
    private static final Map<String, String> FEW = Map.of("barnabeenet", "parallel", "nixfleet", "v2-dashboard-on");

    /** A step that is taken back then. */
    private static final Map<String, String> UNDONE = Map.of("barnabeenet", "router in", "nixfleet", "v1 agents off");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource
    void shouldBringBarnabeenetBack(String phase, int steps) throws Exception {
        bringBack(new BarnabeeWorld(folder), phase, steps);
    }

    static Stream<Arguments> shouldBringBarnabeenetBack() throws IOException {
        return phases("barnabeenet");
    }

    @ParameterizedTest
    @MethodSource
    void shouldBringNixfleetBack(String phase, int steps) throws Exception {
        bringBack(new NixFleet(folder), phase, steps);
    }

    static Stream<Arguments> shouldBringNixfleetBack() throws IOException {
        return phases("nixfleet");
    }

    @ParameterizedTest
    @MethodSource
    @Tag("campaign")
    void shouldBringInfrafabricBack(String phase, int steps, ChromaServer.Running server) throws Exception {
        bringBack(new InfrafabricWorld(folder, server, 100), phase, steps);
    }

    static Stream<Arguments> shouldBringInfrafabricBack() throws IOException {
        return phases("infrafabric-chroma");
    }

    private static void bringBack(PlanWorld made, String phase, int steps) throws Exception {
        try (PlanWorld world = made) {
            Map<String, String> before = world.world();
            PlanJourney journey = new PlanJourney(world);

            int status = journey.run("step-done:" + steps);

            assertThat(status).as(journey.said()).isIn(PlanJourney.KILLED, 0);
            assertThat(journey.back("")).as(journey.said()).isEqualTo(PlanJourney.ROLLED_BACK);
            assertThat(world.world()).isEqualTo(before);
            assertThat(comparison(journey)).as(journey.said()).isNotEqualTo(StepState.FAILED);
            if (phase.equals(FEW.get(world.migration()))) {
                PlanPages.back(world, UNDONE.get(world.migration()));
            }
        }
    }

    private static StepState comparison(PlanJourney journey) {
        return journey.steps().stream()
                .filter(row -> row.step().equals("rollback/as before"))
                .findFirst()
                .map(StepRow::state)
                .orElse(StepState.DONE);
    }

    static PlanWorld world(String plan, Path folder, ChromaServer.Running server) throws Exception {
        return switch (plan) {
            case "barnabeenet" -> new BarnabeeWorld(folder);
            case "nixfleet" -> new NixFleet(folder);
            default -> new InfrafabricWorld(folder, server, 100);
        };
    }

    private static Stream<Arguments> phases(String plan) throws IOException {
        return PlanJourney.phases(plan).entrySet().stream()
                .filter(phase -> CAMPAIGN || phase.getKey().equals(FEW.get(plan)))
                .map(phase -> Arguments.of(phase.getKey(), phase.getValue()));
    }
}
