package dev.caravan.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.caravan.repository.PipelineState;
import org.junit.jupiter.api.Test;

class PaceKeeperTest {
    private static final long ORIGIN = -5_000_000_000L;

    private final PaceKeeper keeper = new PaceKeeper(ORIGIN);

    @Test
    void shouldKeepThePhasesInWhichSomethingWasDone() {
        keeper.enter(PipelineState.COPYING, at(1));
        keeper.enter(PipelineState.VERIFYING, at(3.5));
        keeper.enter(PipelineState.DONE, at(4));

        assertThat(keeper.read(at(9)).spans())
                .containsExactly(
                        new Pace.Span(PipelineState.COPYING, 1, 3.5), new Pace.Span(PipelineState.VERIFYING, 3.5, 4));
    }

    @Test
    void shouldShowThePhaseThatIsStillOn() {
        keeper.enter(PipelineState.COPYING, at(1));

        assertThat(keeper.read(at(2)).spans()).containsExactly(new Pace.Span(PipelineState.COPYING, 1, 2));
    }

    @Test
    void shouldAddUpWaitsByReason() {
        keeper.waiting("opening", at(0));
        keeper.enter(PipelineState.COPYING, at(2));
        keeper.waiting("paused", at(3));
        keeper.waiting("paused", at(4));
        keeper.waiting("", at(6));
        keeper.waiting("paused", at(10));
        keeper.waiting("throttled", at(11));

        assertThat(keeper.read(at(11.5)).waits())
                .containsExactly(entry("opening", 2.0), entry("paused", 4.0), entry("throttled", 0.5));
        assertThat(keeper.read(at(12)).waits()).containsEntry("throttled", 1.0);
    }

    @Test
    void shouldBoundTheReasons() {
        for (int second = 0; second < 100; second++) {
            keeper.waiting("reason " + second, at(second));
        }

        assertThat(keeper.read(at(100)).waits())
                .hasSize(21)
                .containsEntry("reason 19", 1.0)
                .containsEntry("other reasons", 80.0);
    }

    @Test
    void shouldCountWhatWasComparedFromItsSums() {
        keeper.enter(PipelineState.VERIFYING, at(0));
        keeper.compared(10, at(0.01));
        keeper.compared(30, at(0.06));
        keeper.compared(30, at(0.2));
        keeper.enter(PipelineState.VERIFYING, at(0.3));
        keeper.compared(5, at(0.31));

        assertThat(keeper.read(at(1)).compared().counts()).containsExactly(10L, 20L, 0L, 0L, 0L, 0L, 5L);
    }

    @Test
    void shouldLoseNoRecordWhenStepsAreJoined() {
        for (int second = 0; second < 100_000; second++) {
            keeper.moved(7, at(second));
        }

        Pace.Rates moved = keeper.read(at(100_000)).moved();

        assertThat(moved.counts()).hasSizeBetween(60, 120);
        assertThat(moved.counts().stream().mapToLong(count -> count).sum()).isEqualTo(700_000);
        assertThat(moved.counts().subList(0, 60)).allSatisfy(count -> assertThat(count / moved.step())
                .isCloseTo(7.0, org.assertj.core.data.Percentage.withPercentage(2)));
    }

    private static long at(double seconds) {
        return ORIGIN + Math.round(seconds * 1e9);
    }
}
