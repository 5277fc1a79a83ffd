package dev.caravan.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.model.Existing;
import dev.caravan.model.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows counted apart by where they come from; the origin stands in {@code name}. */
final class ValueCountsTest {
    private static final VerifyOptions BY_NAME =
            new VerifyOptions(true, List.of("name"), true, 0, false, 7, 200_000, 1_000);

    @Test
    void shouldCountEachOriginOnBothSides() {
        TwoSides sides = sides();

        assertThat(byName(sides.verify()))
                .extracting(CheckResult::table, CheckResult::compared, CheckResult::outcome)
                .containsExactly(
                        tuple("core", 20L, Outcome.PASS),
                        tuple("docs", 10L, Outcome.PASS),
                        tuple("none", 1L, Outcome.PASS));
    }

    @Test
    void shouldNameTheOriginsThatLackRowsAndNoOthers() {
        TwoSides sides = sides();
        sides.source.add("lost-1", "careers", 1L).add("lost-2", "docs", 1L);
        sides.target.add("stray", "core", 1L);

        List<CheckResult> results = byName(sides.verify());

        assertThat(results)
                .extracting(CheckResult::table, CheckResult::missing, CheckResult::extra, CheckResult::outcome)
                .containsExactly(
                        tuple("careers", 1L, 0L, Outcome.FAIL),
                        tuple("core", 0L, 1L, Outcome.FAIL),
                        tuple("docs", 1L, 0L, Outcome.FAIL),
                        tuple("none", 0L, 0L, Outcome.PASS));
        assertThat(results.get(0).findings())
                .extracting(Finding::detail)
                .containsExactly("1 rows accepted of the source, 0 rows in the target");
    }

    @Test
    void shouldLetTheTargetHaveRowsOfItsOwnWhereItMay() {
        TwoSides sides = sides();
        sides.existing = Existing.KEEP;
        sides.target.add("own", "core", 1L);

        assertThat(byName(sides.verify())).extracting(CheckResult::outcome).containsOnly(Outcome.PASS);
    }

    @Test
    void shouldCountTheSameWhereverItBreaks() {
        TwoSides sides = sides();
        List<CheckResult> unbroken = sides.verify();

        Verification verification = sides.brokenAtEachStep();

        assertThat(verification.results()).isEqualTo(unbroken);
    }

    @Test
    void shouldGiveUpOnAColumnThatPartsRowsIntoTooMany() {
        TwoSides sides = new TwoSides(1, 1).ordinary(ValueCounts.MOST + 1);
        sides.options = BY_NAME;

        List<CheckResult> results = byName(sides.verify());

        assertThat(results).extracting(CheckResult::outcome).containsExactly(Outcome.FAIL);
        assertThat(results.get(0).findings())
                .extracting(Finding::detail)
                .containsExactly("more than 1000 values; count by a column with fewer");
    }

    private static List<CheckResult> byName(List<CheckResult> results) {
        return results.stream()
                .filter(result -> result.check().equals("counts by name"))
                .toList();
    }

    private static TwoSides sides() {
        TwoSides sides = new TwoSides(2);
        for (int i = 0; i < 30; i++) {
            sides.both("id-" + i, i % 3 == 0 ? "docs" : "core", (long) i);
        }
        sides.both("nameless", null, 1L);
        sides.ordered = true;
        sides.options = BY_NAME;
        return sides;
    }
}
