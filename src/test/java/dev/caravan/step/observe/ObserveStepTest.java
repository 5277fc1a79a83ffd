package dev.caravan.step.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.Inventory;
import dev.caravan.model.Migration;
import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import dev.caravan.spi.RepeatableStep;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepCalls;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ObserveStepTest {
    private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

    private final Deque<Object> answers = new ArrayDeque<>();
    private Instant now = BEGUN;
    private Instant begun = BEGUN;

    @Test
    void shouldWatchForTheWholeTimeAndMeasureIt() {
        for (int i = 1; i <= 60; i++) {
            answers.add(i / 100.0);
        }

        StepResult.Done done = (StepResult.Done) observe("{\"check\":\"up\",\"for\":\"1h\",\"every\":\"1m\"}");

        assertThat(Duration.between(BEGUN, now)).isEqualTo(Duration.ofMinutes(59));
        assertThat(done.facts().path("looks").asInt()).isEqualTo(60);
        assertThat(done.facts().path("missed").asInt()).isZero();
        assertThat(done.facts().path("p50").asDouble()).isEqualTo(0.30);
        assertThat(done.facts().path("p95").asDouble()).isEqualTo(0.57);
        assertThat(done.facts().path("p99").asDouble()).isEqualTo(0.60);
        assertThat(done.facts().path("max").asDouble()).isEqualTo(0.60);
        assertThat(done.facts().path("chart").asText())
                .hasSize(60)
                .startsWith("▁▁▁")
                .endsWith("███");
    }

    @Test
    void shouldBearTheMissesItMayAndNoMore() {
        answers.addAll(List.of(0.1, "down", 0.1, "down", 0.1));

        StepResult.Done done =
                (StepResult.Done) observe("{\"check\":\"up\",\"for\":\"5s\",\"every\":\"1s\",\"misses\":2}");
        answers.addAll(List.of(0.1, "down", "down", "gone"));
        StepResult.Failed failed =
                (StepResult.Failed) observe("{\"check\":\"up\",\"for\":\"9s\",\"every\":\"1s\",\"misses\":2}");

        assertThat(done.facts().path("share").asDouble()).isEqualTo(0.6);
        assertThat(done.facts().path("chart").asText()).isEqualTo("█×█×█");
        assertThat(failed.reason()).isEqualTo("3 of 4 looks failed, 2 may: up: gone");
    }

    /** What was seen before a look failed proves nothing when the step is begun again, behind whatever was mended. */
    @Test
    void shouldWatchTheWholeTimeAgainWhenItIsBegunAgain() {
        answers.addAll(List.of(0.1, 0.1, 0.1, "down"));
        ObserveStep step = new ObserveStep(new Scripted());
        String options = "{\"check\":\"up\",\"for\":\"4s\",\"every\":\"1s\"}";
        JsonNode memo = JsonNodeFactory.instance.objectNode();
        StepResult result = step.advance(call(options, memo));
        while (result instanceof StepResult.Wait wait) {
            memo = wait.memo();
            result = step.advance(call(options, memo));
        }
        assertThat(result).isInstanceOf(StepResult.Failed.class);
        answers.addAll(List.of(0.1, 0.1, 0.1, 0.1));

        begun = BEGUN.plusSeconds(60);
        int looks = 1;
        result = step.advance(call(options, memo));
        while (result instanceof StepResult.Wait wait) {
            looks++;
            result = step.advance(call(options, wait.memo()));
        }

        assertThat(looks).isEqualTo(4);
        assertThat(((StepResult.Done) result).facts().path("looks").asInt()).isEqualTo(4);
    }

    @Test
    void shouldLookUntilItHolds() {
        answers.addAll(List.of("no", "no", 0.1));

        StepResult done = observe("{\"check\":\"up\",\"tries\":30,\"every\":\"2s\"}");

        assertThat(done).isInstanceOf(StepResult.Done.class);
        assertThat(Duration.between(BEGUN, now)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void shouldGiveUpAfterTheLastTry() {
        answers.addAll(List.of("no", "no", "still not"));

        StepResult.Failed failed = (StepResult.Failed) observe("{\"check\":\"up\",\"tries\":3,\"every\":\"2s\"}");

        assertThat(failed.reason()).isEqualTo("does not hold after 3 looks: up: still not");
    }

    @Test
    void shouldKeepALongTimeInABoundedRoom() {
        Series series = Series.of(JsonNodeFactory.instance.objectNode(), BEGUN);
        for (int i = 0; i < 100_000; i++) {
            series.hit(i, true);
        }
        Series again = Series.of(series.memo(), BEGUN);

        assertThat(again.memo().path("numbers").size()).isLessThanOrEqualTo(1024);
        assertThat(again.facts().path("looks").asLong()).isEqualTo(100_000);
        assertThat(again.facts().path("p50").asDouble()).isBetween(49_000.0, 51_000.0);
    }

    /** Carries on as the plan loop does, with a clock that jumps to what is waited for. */
    private StepResult observe(String options) {
        now = BEGUN;
        ObserveStep step = new ObserveStep(new Scripted());
        StepResult result = step.advance(call(options, JsonNodeFactory.instance.objectNode()));
        while (result instanceof StepResult.Wait wait) {
            now = wait.until();
            result = step.advance(call(options, wait.memo()));
        }
        answers.clear();
        return result;
    }

    private StepCall call(String options, JsonNode memo) {
        Step check = StepCalls.step("up", "check", StepCalls.json("{}"));
        Step step = StepCalls.step("observe", options);
        Migration migration = new Migration(
                "m",
                "m",
                "",
                Path.of("m.yaml"),
                "d",
                Map.of(),
                Map.of(),
                List.of(),
                new Plan(List.of(new Plan.Phase("p", List.of(check, step)))),
                Map.of(),
                Inventory.none(),
                null,
                List.of());
        return new StepCall(
                migration,
                step,
                StepCall.Purpose.ADVANCE,
                1,
                1,
                memo,
                StepCalls.json("{}"),
                begun,
                now,
                now.plusSeconds(10),
                () -> false);
    }

    /** A number is a look that held and took so long, a text one that failed. */
    private final class Scripted implements RepeatableStep {
        @Override
        public StepResult advance(StepCall call) {
            Object answer = answers.remove();
            return answer instanceof Double seconds
                    ? StepResult.done(JsonNodeFactory.instance.objectNode().put("seconds", seconds))
                    : StepResult.failed(answer.toString());
        }

        @Override
        public String outlook(Step step) {
            return "";
        }
    }
}
