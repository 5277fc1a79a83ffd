package dev.caravan.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.ChromaServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The report of each plan, carried out and taken back, in a real browser: who was not there can follow it. */
@ExtendWith(ChromaServer.class)
class ReportPagesIT {
    private static final int WIDE = 1280;
    private static final int PHONE = 400;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "infrafabric-chroma, go-live, p-security as security, cutover/restart",
        "barnabeenet, cutover, p-approver as approver, switch/traffic to v2",
        "nixfleet, somebody has logged in there, p-operator as operator, v1-agents-off/v1 agents off"
    })
    void shouldTellWhatHappened(String plan, String gate, String signer, String step, ChromaServer.Running server)
            throws Exception {
        try (PlanWorld world = RollbackEachPhaseIT.world(plan, folder, server)) {
            PlanJourney journey = new PlanJourney(world);
            assertThat(journey.run("")).as(journey.said()).isZero();
            ReportPage done = ReportPage.of(world, plan + "-done", WIDE);

            done.assertSound();
            assertThat(done.text()).contains(plan, "done");
            assertThat(done.section("success")).contains("steps took", "Who agreed", signer);
            assertThat(done.section("gates")).contains(gate, signer.replaceFirst(" as .*", ""));
            assertThat(done.section("steps")).contains(step.replaceFirst(".*/", ""));
            if (world instanceof NixFleet) {
                assertThat(done.section("steps")).as("each host").contains("hsb0: done", "mba-mbp-work: done");
            } else {
                assertThat(done.section("time")).isNotEmpty();
                assertThat(done.charts()).isPositive();
            }
            assertThat(done.section("success")).contains("Callers were not served for");

            assertThat(journey.back("")).as(journey.said()).isEqualTo(PlanJourney.ROLLED_BACK);
            ReportPage back = ReportPage.of(world, plan + "-back", WIDE);

            back.assertSound();
            assertThat(back.text()).contains("rolled-back", "because: test", "all are the same");
            assertThat(back.section("events")).contains("has been taken back", "rollback end");
            assertThat(back.section("steps")).contains("undone", step.replaceFirst(".*/", ""));
            assertThat(back.section("success")).isEmpty();
            ReportPage.of(world, plan + "-back", PHONE).assertSound();
        }
    }

    /** What the runbook wants written down of a success, and whether the way back kept its time. */
    @Test
    void shouldKeepInfrafabricsRecord(ChromaServer.Running server) throws Exception {
        try (InfrafabricWorld world = new InfrafabricWorld(folder, server, 100)) {
            PlanJourney journey = new PlanJourney(world);
            assertThat(journey.run("")).as(journey.said()).isZero();
            ReportPage done = ReportPage.of(world, "record-done", PHONE);

            done.assertSound();
            assertThat(done.section("success"))
                    .contains("Callers were not served for", "cutover/restart to cutover/frontend is healthy")
                    .containsPattern("collection\\s+sergio_corpus\\s+\\d+")
                    .containsPattern("source_collection\\s+openwebui_careers\\s+8\\b")
                    .contains("four searches", "100.00 % accepted");

            assertThat(journey.back("")).as(journey.said()).isEqualTo(PlanJourney.ROLLED_BACK);
            assertThat(ReportPage.of(world, "record-back", WIDE).text())
                    .contains("The way back", "went back because: test")
                    .containsPattern("deadline .*source counted.*: met within 900 s");
        }
    }
}
