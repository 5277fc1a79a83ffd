package dev.caravan.plan;

import static dev.caravan.plan.Passing.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import dev.caravan.repository.Passage;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeadlinesTest {
    private static final Step BACK = step(
            "p",
            "back",
            "exec",
            "{\"undo\":[{\"name\":\"health\",\"deadline\":300},\"sweep\",{\"name\":\"message\",\"deadline\":7200}]}");
    private static final Step TRAFFIC = step("p", "r", "ramp", "{\"deadline\":120}");

    @TempDir
    private Path folder;

    private Passing passing;

    @BeforeEach
    void open() {
        passing = new Passing(folder);
        passing.phase("p", BACK, TRAFFIC);
        passing.run().advance(passing::answer);
    }

    @AfterEach
    void close() {
        passing.close();
    }

    @Test
    void shouldTellWhichWereMetCountedFromTheBegin() {
        passing.script("r", after(2)).script("health", after(299)).script("message", after(10_000));

        assertThatThrownBy(this::back).hasMessageContaining("has been taken back");

        assertThat(told())
                .containsExactly(
                        "r met 2.0 of 120.0", "health missed 301.0 of 300.0", "message missed 10301.0 of 7200.0");
        assertThat(passing.journal.entries(0, 100).toString()).contains("{\"seconds\":301,\"step\":\"health\"}");
    }

    @Test
    void shouldCountOnAcrossARollbackThatStopped() {
        passing.script("r", after(1)).script("health", Passing.failed("503"), after(60));
        assertThatThrownBy(this::back).hasMessageContaining("could not be taken back");
        passing.clock.move(200);
        assertThat(told())
                .containsExactly("r met 1.0 of 120.0", "health due 201.0 of 300.0", "message due 201.0 of 7200.0");
        passing.clock.move(150);
        assertThat(told()).contains("health overdue 351.0 of 300.0");

        assertThatThrownBy(this::back).hasMessageContaining("has been taken back");

        assertThat(told())
                .containsExactly("r met 1.0 of 120.0", "health missed 411.0 of 300.0", "message met 411.0 of 7200.0");
    }

    @Test
    void shouldTellNothingWhereNobodyGoesBack() {
        assertThat(told()).isEmpty();
    }

    private void back() {
        passing.run("v2 is ill", false).advance(passing::answer);
    }

    private Function<StepCall, StepResult> after(int seconds) {
        return call -> {
            passing.clock.move(seconds);
            return StepResult.done();
        };
    }

    private List<String> told() {
        Passage passage = passing.passages.latest("m").orElseThrow();
        Plan plan = new Plan(List.of(new Plan.Phase("p", List.of(BACK, TRAFFIC))));
        return StreamSupport.stream(
                        Deadlines.of(plan, passage, passing.passages.steps(passage), passing.clock.instant())
                                .spliterator(),
                        false)
                .map(one ->
                        one.path("step").asText() + " " + one.path("outcome").asText() + " "
                                + one.path("seconds").asDouble() + " of "
                                + one.path("within").asDouble())
                .toList();
    }
}
