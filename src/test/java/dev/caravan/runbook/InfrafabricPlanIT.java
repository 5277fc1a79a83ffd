package dev.caravan.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.scenario.Launched;
import dev.caravan.servers.ChromaServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** InfraFabric's whole runbook from its file. */
@ExtendWith(ChromaServer.class)
class InfrafabricPlanIT {
    private static final int TENTH = 10;

    @TempDir
    private Path folder;

    private InfrafabricWorld world;

    @AfterEach
    void stop() throws IOException {
        world.close();
    }

    @Test
    void shouldStopWhereTheRunbookContradictsItself(ChromaServer.Running server) throws Exception {
        world = new InfrafabricWorld(folder, server, 100);
        Launched caravan = world.launched();
        world.set("expected.total", "98");

        assertThat(caravan.run(words("run", "--wait", "1s"))).isEqualTo(1);
        assertThat(caravan.errors())
                .contains("together they hold 88, not 98", "its counts add up to 88, and its total is 98");
        // As the file is shipped
        world.settings().keySet().removeIf(name -> name.startsWith("expected."));
        assertThat(caravan.run(words("plan"))).isZero();
        assertThat(caravan.said()).contains("its counts add up to 8,832, and its total is 9,832");
    }

    /** Killed behind a step and inside one; nothing is done twice. */
    @Test
    void shouldCarryOutTheWholePlanAndTakeItBack(ChromaServer.Running server) throws Exception {
        world = new InfrafabricWorld(folder, server, TENTH);
        Map<String, String> before = world.world();
        Path export = Files.writeString(world.file("export_core.json"), "[]");
        world.set("exports", world.file("export_*.json").toString());
        world.set("exports.keep", "1s");
        PlanJourney journey = new PlanJourney(world);

        assertThat(journey.run("")).as(journey.said()).isZero();

        assertThat(export).as("temporary, so it goes").doesNotExist();
        assertThat(world.file("backups")).as("kept for a week").isNotEmptyDirectory();
        for (String name : List.of("a.env", "b.env", "c.env")) {
            assertThat(Files.readString(world.file(name))).isEqualTo(world.env().replace(world.proxy(), server.url()));
        }
        assertThat(Files.readString(world.file("compose.yml")))
                .isEqualTo(InfrafabricWorld.COMPOSE.replace("192.0.2.10", "localhost"));
        assertThat(world.docker()).containsExactly("config -q", "restart openwebui");
        assertThat(world.uses()).as("what runs has read what was edited").isEqualTo(server.url() + " localhost");
        StepRow dry = step(journey, "approval/dry run");
        assertThat(dry.facts().path("read").asInt()).isEqualTo(world.chunks());
        assertThat(step(journey, "approval/dry-run").evidence().path("criteria").toString())
                .contains("\"dry run\\\".read", "\"value\":" + world.chunks() + ",");
        JsonNode arrived = step(journey, "move/chunks").facts().path("by");
        assertThat(arrived.at("/source_collection/matching").asInt()).isEqualTo(6);
        assertThat(arrived.at("/collection/rows"))
                .isEqualTo(step(journey, "settling/four collections").facts().path("tables"));
        StepRow gate = step(journey, "decision/go-live");
        assertThat(gate.evidence().path("signOffs").findValuesAsText("role"))
                .containsExactlyInAnyOrder("operations-lead", "dba", "security");
        assertThat(step(journey, "cutover/applications").begun()).isAfterOrEqualTo(gate.ended());
        assertThat(Files.readString(world.file("notices.txt"))).contains("begins", "every chunk is proved");
        assertThat(Files.readString(world.file("report-" + journey.youngest() + ".json")))
                .as("who said what, with the run's own report")
                .contains("\"approve go-live as dba\"", "\"p-dba\"", "\"must\" : \"< 500ms\"");
        assertThat(world.isFrozen()).as("stays frozen after the cutover").isTrue();
        assertThat(world.told()).hasSize(2);
        assertThat(world.told().get(0)).contains("\"silent\":true");
        assertThat(world.told().get(1)).contains("\"silent\":false");

        world.dropFromSource("openwebui_core");
        assertThat(journey.back("")).as(journey.said()).isEqualTo(PlanJourney.ROLLED_BACK);
        assertThat(world.world()).isEqualTo(before);
        assertThat(journey.said()).contains("compared with before: all are the same");
        assertThat(step(journey, "preflight/six collections").state()).isEqualTo(StepState.LEFT);
        assertThat(step(journey, "notice/announcement").state()).as("watched").isEqualTo(StepState.UNDONE);
        assertThat(world.docker()).as("restarted with the old files").endsWith("restart openwebui");
    }

    /** Of one of the six nothing has arrived: a person may sign for that. */
    @Test
    void shouldLetAPersonDecideWhereOneOriginIsMissing(ChromaServer.Running server) throws Exception {
        world = new InfrafabricWorld(folder, server, TENTH);
        world.empty("openwebui_careers");
        PlanJourney journey = new PlanJourney(world);

        assertThat(journey.run("")).as(journey.said()).isZero();

        assertThat(origins(journey)).isEqualTo("marginal 5");
    }

    @Test
    void shouldLetNobodySignTwoMissingOriginsAway(ChromaServer.Running server) throws Exception {
        world = new InfrafabricWorld(folder, server, TENTH);
        world.empty("openwebui_careers");
        world.empty("openwebui_functions");
        PlanJourney journey = new PlanJourney(world);

        assertThat(journey.run("")).as(journey.said()).isEqualTo(4);

        assertThat(origins(journey)).isEqualTo("fail 4");
        assertThat(journey.said()).contains(".chunks.by.source_collection.matching is 4", "not == 6");
    }

    /** What the decision makes of the collections that chunks came from. */
    private static String origins(PlanJourney journey) {
        for (JsonNode one : step(journey, "decision/go-live").evidence().path("criteria")) {
            if (one.path("fact").asText().contains("by.source_collection")) {
                return one.path("verdict").asText() + " " + one.path("value").asText();
            }
        }
        throw new AssertionError("no criterion by origin");
    }

    /** Without a proxy a person signs for it, and so for one collection of the six that does not hold what was said. */
    @Test
    void shouldGoBackByItselfWhenTheFrontendDoesNotComeUp(ChromaServer.Running server) throws Exception {
        world = new InfrafabricWorld(folder, server, TENTH);
        Map<String, String> before = world.world();
        world.breakFrontend();
        world.set("source.proxy", "none");
        world.set("expected.careers", "999");
        PlanJourney journey = new PlanJourney(world);

        assertThat(journey.run("")).as(journey.said()).isEqualTo(PlanJourney.ROLLED_BACK);

        assertThat(world.world()).isEqualTo(before);
        assertThat(world.docker()).endsWith("restart openwebui");
        assertThat(step(journey, "approval/dry-run").evidence().path("verdict").asText())
                .isEqualTo("marginal");
        assertThat(step(journey, "decision/go-live").evidence().path("verdict").asText())
                .as("every chunk has arrived")
                .isEqualTo("pass");
        StepRow freeze = step(journey, "copy/source is read-only");
        assertThat(freeze.facts().path("frozen").asBoolean(true)).isFalse();
        assertThat(freeze.facts().path("accepted").asText()).isEqualTo("going on unfrozen");
        assertThat(step(journey, "copy/copy of the source").state()).isEqualTo(StepState.SKIPPED);
        JsonNode meanwhile =
                step(journey, "cutover/nothing was written meanwhile").facts();
        assertThat(meanwhile.path("digest"))
                .as("before the cutover")
                .isEqualTo(freeze.facts().path("digest"));
    }

    private static StepRow step(PlanJourney journey, String id) {
        return journey.steps().stream()
                .filter(row -> row.step().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<String> words(String verb, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                verb,
                world.home()
                        .resolve("config/migrations/infrafabric-chroma.yaml")
                        .toString()));
        world.settings().forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
        words.addAll(List.of(more));
        return words;
    }
}
