package dev.caravan.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DowntimeTest {
    private static final Instant START = Instant.parse("2026-03-01T02:00:00Z");

    private static final String PLAN =
            """
            [{"phase":"p","name":"stop","downtime":"begins"},{"phase":"p","name":"move"},{"phase":"p","name":"up","downtime":"ends"},
             {"phase":"q","name":"stop","downtime":"begins"},{"phase":"q","name":"up","downtime":"ends"}]
            """;

    @Test
    void shouldCountFromTheBeginOfTheOneToTheEndOfTheOther() throws IOException {
        JsonNode downtime = of(row("p/stop", 0, 1), row("p/move", 1, 40), row("p/up", 40, 42), row("q/stop", 60, 61));

        assertThat(downtime)
                .hasToString("{\"seconds\":42.0,\"spans\":[{\"from\":\"p/stop\",\"to\":\"p/up\",\"seconds\":42.0}]}");
    }

    @Test
    void shouldAddSeveralAndLeaveOutWhatWasSkipped() throws IOException {
        StepRow skipped = row("p/stop", 0, 0).stopped(StepState.SKIPPED, START, "", nothing());

        JsonNode both = of(row("p/stop", 0, 1), row("p/up", 2, 3), row("q/stop", 10, 11), row("q/up", 11, 15));
        JsonNode one = of(skipped, row("p/up", 2, 3), row("q/stop", 10, 11), row("q/up", 11, 15));

        assertThat(both.path("seconds").asDouble()).isEqualTo(8);
        assertThat(one.path("seconds").asDouble()).isEqualTo(5);
    }

    @Test
    void shouldSayNothingWhereTheFileNamesNone() throws IOException {
        assertThat(Downtime.of(new ObjectMapper().readTree("[{\"phase\":\"p\",\"name\":\"a\"}]"), List.of()))
                .isEmpty();
    }

    private static JsonNode of(StepRow... rows) throws IOException {
        return Downtime.of(new ObjectMapper().readTree(PLAN), List.of(rows)).orElseThrow();
    }

    private static StepRow row(String step, int from, int to) {
        return new StepRow(
                step,
                "exec",
                "d",
                StepState.DONE,
                1,
                START.plusSeconds(from),
                START.plusSeconds(to),
                null,
                "",
                nothing(),
                nothing(),
                nothing(),
                1);
    }

    private static JsonNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }
}
