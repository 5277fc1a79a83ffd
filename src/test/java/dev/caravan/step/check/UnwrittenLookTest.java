package dev.caravan.step.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepCalls;
import dev.caravan.step.SystemTools;
import dev.caravan.step.freeze.FreezeStep;
import dev.caravan.system.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written to a system that could not be frozen is told. */
class UnwrittenLookTest {
    private static final String CHECK = "{\"unwritten\": \"v1\", \"freeze\": \"read-only\"}";

    @TempDir
    private Path folder;

    private Path files;
    private SystemSettings system;
    private SystemTools tools;
    private CheckStep check;

    @BeforeEach
    void make() throws IOException {
        files = Files.createDirectories(folder.resolve("v1"));
        Files.writeString(files.resolve("a.json"), "1");
        Files.writeString(files.resolve("b.json"), "2");
        system = StepCalls.system("v1", "files", files.toString());
        tools = new SystemTools(new Systems(Clock.systemUTC())::kind, folder.resolve("state"));
        check = new CheckStep(null, tools, null);
    }

    @Test
    void shouldTellWhatWasWrittenSinceASystemCouldNotBeFrozen() throws IOException {
        JsonNode facts = unfrozen();

        StepResult same = check.advance(call(facts));
        Files.writeString(files.resolve("b.json"), "3");
        Files.writeString(files.resolve("c.json"), "4");
        StepResult other = check.advance(call(facts));

        assertThat(same).isInstanceOfSatisfying(StepResult.Done.class, done -> assertThat(
                        done.facts().path("changed").asInt(-1))
                .isZero());
        assertThat(other).isInstanceOfSatisfying(StepResult.Failed.class, failed -> {
            assertThat(failed.reason())
                    .contains(
                            "v1 was written since step 'read-only': file b.json, file c.json; 3 records instead of 2",
                            "not carried over");
            assertThat(failed.evidence().path("changed").asInt()).isEqualTo(2);
        });
    }

    @Test
    void shouldHaveNothingToLookAtWhereTheStepHasFrozen() throws IOException {
        Files.delete(files.resolve("a.json"));

        StepResult frozen = check.advance(call(StepCalls.json("{\"read-only\": {\"frozen\": true}}")));

        assertThat(frozen).isInstanceOf(StepResult.Done.class);
    }

    @Test
    void shouldNotPassWithoutAnEarlierLook() {
        StepResult nothing = check.advance(call(StepCalls.json("{}")));

        assertThat(nothing).isInstanceOfSatisfying(StepResult.Failed.class, failed -> assertThat(failed.reason())
                .contains("step 'read-only' has left no digest"));
    }

    @Test
    void shouldWaitWhenTheRunEnds() {
        JsonNode facts = unfrozen();

        assertThat(check.advance(StepCalls.stopped(call(facts), () -> true))).isInstanceOf(StepResult.Wait.class);
    }

    private JsonNode unfrozen() {
        StepCall freeze = StepCalls.call("freeze", "{\"of\": \"v1\", \"unfrozen\": \"signed\"}", system);
        StepResult result = new FreezeStep(tools)
                .advance(StepCalls.knowing(freeze, StepCalls.json("{\"signed\": {\"state\": \"done\"}}")));
        return StepCalls.json("{\"read-only\": " + ((StepResult.Done) result).facts() + "}");
    }

    private StepCall call(JsonNode facts) {
        return StepCalls.call("check", CHECK, facts, system);
    }
}
