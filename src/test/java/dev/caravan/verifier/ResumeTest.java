package dev.caravan.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResumeTest {
    private static TwoSides faulty() {
        TwoSides sides = new TwoSides(3).ordinary(30);
        sides.withTurns = true;
        sides.options = new VerifyOptions(true, true, 3, false, 4, 8, 1_000);
        sides.words.put("id-3", List.of("hello", "there"));
        sides.turns.add("id-3", 1L, "hello").add("id-3", 2L, "THERE").add("id-4", 1L, "nobody");
        for (int i = 0; i < 12; i++) {
            sides.source.add("lost-" + i, "x", 1L);
            sides.target.add("stranger-" + i, "x", 1L);
        }
        sides.checks.put("orphans", () -> List.of(new Finding("orphan", "turns key 1", "no parent")));
        sides.checks.put("integrity", List::of);
        return sides;
    }

    @Test
    void shouldGiveTheSameResultWhereverItBreaks() {
        TwoSides sides = faulty();
        List<CheckResult> unbroken = sides.verify();
        int steps = 0;

        for (int at = 1; ; at++) {
            Verification verification = sides.begin(null);
            for (steps = 0; steps < at && !verification.progress().done(); steps++) {
                verification.step();
            }
            if (steps < at) {
                break;
            }
            byte[] state = verification.state();
            verification.close();
            try (Verification resumed = Verification.resume(sides.plan(), sides.options, null, state, () -> 0)) {
                assertThat(TwoSides.finish(resumed))
                        .as("broken after step %d", at)
                        .isEqualTo(unbroken);
            }
        }

        assertThat(steps).isGreaterThan(60);
        assertThat(TwoSides.result(unbroken, "rows", "people").missing()).isEqualTo(12);
        assertThat(TwoSides.result(unbroken, "rows", "turns").different()).isEqualTo(1);
    }

    @Test
    void shouldGoOnInTheFirstReadingAfterABreakAtEveryStep() {
        TwoSides sides = new TwoSides(2).ordinary(100);
        sides.options = new VerifyOptions(true, true, 5, false, 7, 200_000, 1_000);
        List<CheckResult> unbroken = sides.verify();
        int reads = sides.source.reads + sides.target.reads;

        Verification verification = sides.brokenAtEachStep();

        assertThat(verification.results()).isEqualTo(unbroken);
        assertThat(verification.progress().rows())
                .as("nothing is compared twice")
                .isEqualTo(200);
        assertThat(sides.source.reads + sides.target.reads - reads)
                .as("a break throws away no more than the chunk that is read ahead")
                .isLessThanOrEqualTo(2 * reads);
    }

    @Test
    void shouldBeginATableAgainThatIsCutOtherwiseNow() {
        TwoSides sides = new TwoSides(1).ordinary(40);
        sides.options = new VerifyOptions(true, true, 40, false, 3, 200_000, 1_000);
        Verification verification = sides.begin(null);
        while (verification.progress().rows() < 55) {
            verification.step();
        }
        byte[] state = verification.state();
        verification.close();
        TwoSides other = new TwoSides(1, 3).ordinary(40);
        other.target.rows.remove(2);

        try (Verification resumed = Verification.resume(other.plan(), sides.options, null, state, () -> 0)) {
            List<CheckResult> results = TwoSides.finish(resumed);

            CheckResult rows = TwoSides.result(results, "rows", "people");
            assertThat(rows.findings())
                    .containsExactly(new Finding("missing", "people key id-2", "in the source, not in the target"));
            assertThat(rows.compared()).isEqualTo(40);
            assertThat(TwoSides.result(results, "sample", "people").missing()).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseAStateThatIsCutOrChangedAnywhere() {
        TwoSides sides = new TwoSides(1).ordinary(5);
        Verification verification = sides.begin(null);
        verification.step();
        byte[] state = verification.state();
        verification.close();
        List<byte[]> broken = new ArrayList<>();
        for (int at = 0; at < state.length; at++) {
            byte[] changed = state.clone();
            changed[at] ^= 1 << at % 8;
            broken.add(changed);
            broken.add(Arrays.copyOf(state, at));
        }
        broken.add(Arrays.copyOf(state, state.length + 1));

        for (byte[] each : broken) {
            assertThatThrownBy(() -> Verification.resume(sides.plan(), sides.options, null, each, () -> 0))
                    .isInstanceOfSatisfying(CaravanException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.STATE_UNUSABLE);
                        assertThat(e.line()).contains("people verification", "verify from the start");
                    });
        }
    }

    @Test
    void shouldRefuseAStateOfSomethingElse() {
        TwoSides sides = new TwoSides(1).ordinary(5);
        Verification verification = sides.begin(null);
        byte[] state = verification.state();
        verification.close();
        TwoSides recut = new TwoSides(2).ordinary(5);
        TwoSides other = new TwoSides(1).ordinary(5);
        other.withTurns = true;

        for (TwoSides each : List.of(recut, other)) {
            assertThatThrownBy(() -> Verification.resume(each.plan(), each.options, null, state, () -> 0))
                    .isInstanceOf(CaravanException.class)
                    .hasMessageContaining("belongs to another");
            assertThat(each.source.closed).isEqualTo(1);
        }
    }

    @Test
    void shouldKeepAStateOfFewBytesWhereThereAreFewRows() {
        TwoSides sides = new TwoSides(1).ordinary(10);
        Verification verification = sides.begin(null);
        verification.step();

        int bytes = verification.state().length;
        verification.close();

        assertThat(bytes).isLessThan(1_500);
    }
}
