package dev.caravan.step.exec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExecStepTest {
    private final ExecStep exec = new ExecStep();

    @Test
    void shouldKeepWhatAProgramSaid() throws Exception {
        StepResult result = exec.advance(call("{\"run\":[\"printf\",\"a b;$HOME\\n\"]}", 10, () -> false));

        StepResult.Done done = (StepResult.Done) result;
        assertThat(done.facts().path("exit").asInt(-1)).isZero();
        assertThat(done.facts().path("output").asText()).isEqualTo("a b;$HOME");
    }

    @Test
    void shouldFailWithTheLastLineOfAProgramThatFails() throws Exception {
        StepResult result = exec.advance(call("{\"run\":[\"ls\",\"/no such\"]}", 10, () -> false));

        assertThat(((StepResult.Failed) result).reason())
                .startsWith("'ls' ended with exit status 2 instead of 0: ")
                .contains("/no such");
    }

    @Test
    void shouldTakeAnotherExitStatusForRightWhereTheFileSaysSo() throws Exception {
        assertThat(exec.advance(call("{\"run\":\"false\",\"expect\":{\"exit\":1}}", 10, () -> false)))
                .isInstanceOf(StepResult.Done.class);
        assertThat(exec.advance(call("{\"run\":[\"echo\",\"no\"],\"expect\":{\"text\":\"yes\"}}", 10, () -> false)))
                .isInstanceOf(StepResult.Failed.class);
    }

    @Test
    void shouldKillAProgramAndItsChildrenAtTheDeadline(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("s"), "sleep 98.5 & echo $! > " + folder + "/pid; wait");

        StepResult result = exec.advance(call("{\"run\":[\"sh\",\"" + script + "\"]}", 1, () -> false));

        long child = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertThat(((StepResult.Failed) result).reason()).isEqualTo("'sh' did not end within 1 s; it was killed");
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive).flatMap(one -> one.info()
                        .command()))
                .isEmpty();
    }

    @Test
    void shouldEndWithTheRun() throws Exception {
        StepResult result = exec.advance(call("{\"run\":[\"sleep\",\"99\"]}", 60, () -> true));

        assertThat(((StepResult.Failed) result).reason()).contains("as the run ends");
    }

    @Test
    void shouldKeepTheEndOfALongOutput() throws Exception {
        StepResult result = exec.advance(call("{\"run\":[\"seq\",\"100000\"]}", 10, () -> false));

        String output = ((StepResult.Done) result).evidence().path("output").asText();
        assertThat(output).hasSize(16_384).endsWith("\n99999\n100000\n");
    }

    @Test
    void shouldSayWhenThereIsNoSuchProgram() throws Exception {
        StepResult result = exec.advance(call("{\"run\":[\"no-such-program\"]}", 10, () -> false));

        assertThat(((StepResult.Failed) result).reason()).startsWith("'no-such-program' cannot be started: ");
    }

    @Test
    void shouldRunInAFolderWithVariables(@TempDir Path folder) throws Exception {
        StepResult result = exec.advance(call(
                "{\"run\":[\"sh\",\"-c\",\"pwd; echo $X\"],\"folder\":\"" + folder + "\",\"env\":{\"X\":\"y z\"}}",
                10,
                () -> false));

        assertThat(((StepResult.Done) result).facts().path("output").asText()).isEqualTo(folder + "\ny z");
    }

    private static StepCall call(String options, int seconds, BooleanSupplier stopped) throws Exception {
        var tree = new ObjectMapper().readTree(options);
        var nothing = JsonNodeFactory.instance.objectNode();
        Step step = StepCalls.step("x", "exec", tree);
        Instant now = Instant.now();
        return new StepCall(
                null,
                step,
                StepCall.Purpose.ADVANCE,
                1,
                1,
                nothing,
                nothing,
                now,
                now,
                now.plusSeconds(seconds),
                stopped);
    }
}
