package dev.caravan.plan;

import static dev.caravan.plan.Passing.done;
import static dev.caravan.plan.Passing.failed;
import static dev.caravan.plan.Passing.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.repository.Sha256;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AftermathTest {
    @TempDir
    private Path folder;

    private Passing passing;
    private Path file;

    @BeforeEach
    void open() throws IOException {
        file = Files.writeString(folder.resolve("app.env"), "A=1\n");
        passing = new Passing(folder.resolve("state"));
        passing.phase(
                        "p",
                        step("p", "v1 answers", "check", "{\"http\":\"v1\"}"),
                        step("p", "room", "check", "{\"disk\":\"/\"}"),
                        step("p", "change", "edit"),
                        step("p", "v2 answers", "check", "{\"http\":\"v2\"}"))
                .script("v1 answers", done("{\"status\":200}"))
                .script("room", done("{\"free\":7}"))
                .script(
                        "change",
                        done("{\"files\":[{\"file\":\"" + file + "\",\"before\":\"" + Sha256.hex("A=1\n") + "\"}]}"))
                .script("v2 answers", done("{\"status\":200}"));
        passing.run().advance(passing::answer);
        passing.calls.clear();
    }

    @AfterEach
    void close() {
        passing.close();
    }

    @Test
    void shouldFindFilesAndServicesAsTheyWere() {
        passing.script("v1 answers", done("{\"status\":200}"));

        CaravanException end = back();

        assertThat(passing.calls).containsExactly("undo change", "advance v1 answers");
        assertThat(end).hasMessageContaining("2 things were compared with before: all are the same");
        assertThat(comparison().state()).isEqualTo(StepState.DONE);
        assertThat(comparison().evidence().path("found").findValuesAsText("what"))
                .containsExactly("p/v1 answers", "file " + file);
    }

    @Test
    void shouldSayThatAFileHoldsSomethingElse() throws IOException {
        Files.writeString(file, "A=2\n");

        CaravanException end = back();

        assertThat(end).hasMessageContaining("not as before: file " + file + " (its content is another one)");
        assertThat(comparison().state()).isEqualTo(StepState.FAILED);
        JsonNode found = comparison().evidence().path("found");
        assertThat(found.findValuesAsText("same")).containsExactly("true", "false");
    }

    @Test
    void shouldGiveAServiceTimeToComeBack() {
        passing.script("v1 answers", failed("refused"), failed("refused"), done("{\"status\":200}"));
        PlanRun run = passing.run("r", false);

        assertThat(run.advance(passing::answer)).isFalse();
        passing.clock.move(1);
        assertThat(run.advance(passing::answer)).isFalse();
        passing.clock.move(1);

        assertThat(catchThrowableOfType(CaravanException.class, () -> run.advance(passing::answer)))
                .hasMessageContaining("all are the same");
    }

    @Test
    void shouldSayThatAServiceDoesNotComeBack() {
        passing.scripts.put("v1 answers", new ArrayDeque<>(Collections.nCopies(10, failed("refused"))));
        PlanRun run = passing.run("r", false);
        for (int i = 0; i < 9; i++) {
            assertThat(run.advance(passing::answer)).isFalse();
            passing.clock.move(1);
        }

        assertThat(catchThrowableOfType(CaravanException.class, () -> run.advance(passing::answer)))
                .hasMessageContaining("not as before: p/v1 answers (refused)");
    }

    /** Between them v1 went on. */
    @Test
    void shouldJudgeASystemByItsYoungestCopy() {
        try (Passing copies = new Passing(folder.resolve("copies"))) {
            String older = "{\"compared\":true,\"same\":false,\"differences\":[\"file a: other values\"]}";
            String other = "{\"compared\":true,\"same\":false,\"differences\":[\"table t is missing\",\"u has come\"]}";
            copies.phase(
                            "p",
                            step("p", "early", "snapshot", "{\"of\":\"v1\"}"),
                            step("p", "v2's", "snapshot", "{\"of\":\"v2\"}"),
                            step("p", "late", "snapshot", "{\"of\":\"v1\"}"))
                    .script("early", done("{}"), done(older))
                    .script("v2's", done("{}"), done(other))
                    .script("late", done("{}"), done("{\"compared\":true,\"same\":true,\"differences\":[]}"));
            copies.run().advance(copies::answer);

            CaravanException end = catchThrowableOfType(
                    CaravanException.class, () -> copies.run("r", false).advance(copies::answer));

            assertThat(end).hasMessageEndingWith("not as before: system of p/v2's (table t is missing, u has come)");
        }
    }

    /** v1 served its callers all the while: what they changed is no damage of the way back. */
    @Test
    void shouldNotCallADifferenceWhatCallersWrote() {
        try (Passing live = new Passing(folder.resolve("live"))) {
            String moved = "{\"compared\":true,\"same\":false,\"differences\":[\"key robot:3: another value\"]}";
            live.served("redis", "pg")
                    .phase(
                            "p",
                            step("p", "robots", "snapshot", "{\"of\":\"redis\"}"),
                            step("p", "v2's", "snapshot", "{\"of\":\"pg\"}"))
                    .script("robots", done("{}"), done(moved))
                    .script("v2's", done("{}"), done("{\"compared\":true,\"same\":true,\"differences\":[]}"));
            live.run().advance(live::answer);

            CaravanException end = catchThrowableOfType(
                    CaravanException.class, () -> live.run("r", false).advance(live::answer));

            assertThat(end)
                    .hasMessageEndingWith("2 things were compared with before: all are the same, but for what callers"
                            + " have written since: system of p/robots (key robot:3: another value)");
            StepRow compared = comparison(live);
            assertThat(compared.state()).isEqualTo(StepState.DONE);
            assertThat(compared.reason()).contains("written since: system of p/robots");
            assertThat(compared.evidence().path("found").findValuesAsText("writtenByCallers"))
                    .containsExactly("true");
        }
    }

    @Test
    void shouldCallItADifferenceWhereTheStoreWasFrozenBefore() {
        try (Passing frozen = new Passing(folder.resolve("frozen"))) {
            String moved = "{\"compared\":true,\"same\":false,\"differences\":[\"key robot:3: another value\"]}";
            frozen.served("redis", "pg")
                    .phase(
                            "p",
                            step("p", "still", "freeze", "{\"of\":\"redis\"}"),
                            step("p", "robots", "snapshot", "{\"of\":\"redis\"}"))
                    .script("robots", done("{}"), done(moved));
            frozen.run().advance(frozen::answer);

            CaravanException end = catchThrowableOfType(
                    CaravanException.class, () -> frozen.run("r", false).advance(frozen::answer));

            assertThat(end).hasMessageEndingWith("not as before: system of p/robots (key robot:3: another value)");
        }
    }

    private CaravanException back() {
        return catchThrowableOfType(
                CaravanException.class, () -> passing.run("r", false).advance(passing::answer));
    }

    private StepRow comparison() {
        return comparison(passing);
    }

    private static StepRow comparison(Passing passing) {
        return passing.passages.steps(passing.passages.latest("m").orElseThrow()).stream()
                .filter(row -> row.step().equals(Aftermath.STEP))
                .findFirst()
                .orElseThrow();
    }
}
