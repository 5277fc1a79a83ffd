package dev.caravan.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.ChromaServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The report of a whole plan, carried out and taken back. Those of the other plans are looked at where they run anyway: done in
 * {@link RunbookIT} and {@link KilledPlanIT}, taken back in {@link RollbackEachPhaseIT}.
 */
@ExtendWith(ChromaServer.class)
class ReportPagesIT {
    @TempDir
    private Path folder;

    /** With what the runbook wants written down of a success, and whether the way back kept its time. */
    @Test
    void shouldTellWhatHappenedToInfrafabric(ChromaServer.Running server) throws Exception {
        try (InfrafabricWorld world = new InfrafabricWorld(folder, server, 100)) {
            PlanJourney journey = new PlanJourney(world);
            assertThat(journey.run("")).as(journey.said()).isZero();
            ReportPage done = PlanPages.done(world, "go-live", "p-security as security", "restart");

            assertThat(done.section("time")).isNotEmpty();
            assertThat(done.charts()).isPositive();
            assertThat(done.section("success"))
                    .contains("cutover/restart to cutover/frontend is healthy")
                    .containsPattern("collection\\s+sergio_corpus\\s+\\d+")
                    .containsPattern("source_collection\\s+openwebui_careers\\s+8\\b")
                    .contains("four searches", "100.00 % accepted");

            assertThat(journey.back("")).as(journey.said()).isEqualTo(PlanJourney.ROLLED_BACK);
            assertThat(PlanPages.back(world, "restart").text())
                    .contains("The way back", "went back because: test")
                    .containsPattern("deadline .*source counted.*: met within 900 s");
        }
    }
}
