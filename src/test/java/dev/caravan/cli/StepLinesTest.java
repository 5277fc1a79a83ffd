package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepLinesTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void shouldTellWhatAStepWaitsForNowAndThenOnlyAndItsLastWordAlways() {
        StepLines lines = new StepLines(new PrintStream(said, true), false, Duration.ofHours(1));

        lines.show(List.of(row(StepState.RUNNING, "")), 1, HOUR);
        lines.show(List.of(row(StepState.WAITING, "1 request")), 1, HOUR);
        lines.show(List.of(row(StepState.WAITING, "2 requests")), 1, HOUR);
        lines.show(List.of(row(StepState.WAITING, "3 requests")), 1, 0);
        lines.show(List.of(row(StepState.WAITING, "3 requests")), 1, 0);
        lines.show(List.of(row(StepState.FAILED, "none came")), 1, HOUR);

        assertThat(said.toString().lines())
                .containsExactly(
                        "[1/1] switch/api: running",
                        "[1/1] switch/api: waiting: 1 request",
                        "[1/1] switch/api: waiting: 3 requests",
                        "[1/1] switch/api: failed: none came");
    }

    @Test
    void shouldGiveNoPlaceInThePlanToWhatAWayBackAdds() {
        assertThat(StepLines.line(row(StepState.RUNNING, ""), 0)).isEqualTo("[back] switch/api: running");
    }

    private static StepRow row(StepState state, String reason) {
        var nothing = JsonNodeFactory.instance.objectNode();
        return new StepRow(
                "switch/api", "ramp", "d", state, 1, Instant.EPOCH, null, null, reason, nothing, nothing, nothing, 1);
    }
}
