package dev.caravan.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Existing;
import dev.caravan.model.Finding;
import dev.caravan.model.Reject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sides in the order of one key, compared side by side: what is found is what the sums find. */
class MergingTest {
    private static final int FIXED = 300;
    private static final int FRESH = 100;
    private static final Object[] VALUES = {null, "", "a", "b", 5L, 5.0, 5.5, true, 1L, new byte[0], "\u00e9"};

    static LongStream seeds() {
        long fresh = System.nanoTime();
        return LongStream.concat(
                LongStream.range(0, FIXED), LongStream.range(0, FRESH).map(i -> fresh + i));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldFindWhatTheSumsFind(long seed) {
        Random random = new Random(seed);
        TwoSides sides = sides(random);

        sides.ordered = false;
        List<CheckResult> bySums = sides.verify();
        sides.ordered = true;
        List<CheckResult> merged = sides.verify();
        List<CheckResult> broken = withBreaks(sides, random);

        assertThat(sorted(merged)).as("seed %d", seed).isEqualTo(sorted(bySums));
        assertThat(sorted(broken)).as("seed %d", seed).isEqualTo(sorted(bySums));
    }

    @Test
    void shouldReadEachSideOnceWhereNothingDiffers() {
        TwoSides sides = new TwoSides(3);
        for (long i = 0; i < 100; i++) {
            sides.both(i, "name " + i, i);
        }
        sides.ordered = true;

        try (Verification verification = sides.begin(null)) {
            List<CheckResult> results = TwoSides.finish(verification);

            assertThat(TwoSides.result(results, "rows", "people").outcome()).isEqualTo(Outcome.PASS);
            assertThat(TwoSides.result(results, "rows", "people").compared()).isEqualTo(100);
            assertThat(verification.progress().rows()).isEqualTo(200);
            assertThat(sides.target.opened).isOne();
        }
    }

    @Test
    void shouldReadOnlyWhatDiffersAgain() {
        TwoSides sides = new TwoSides(1);
        for (long i = 0; i < 10_000; i++) {
            sides.both(i, "name " + i, i);
        }
        sides.options = new VerifyOptions(true, true, 0, false, 1_000, 2, 1_000);
        sides.target.rows.set(5_000, new Object[] {5_000L, "name 5000", 5_001L});
        sides.ordered = true;

        CheckResult rows = sides.rows();

        assertThat(rows.different()).isOne();
        assertThat(rows.findings()).extracting(Finding::where).containsExactly("people key 5000");
    }

    @Test
    void shouldSumAfterAllWhereASideIsInAnotherOrder() {
        TwoSides sides = new TwoSides(1);
        for (long i = 0; i < 20; i++) {
            sides.both(i, "name " + i, i);
        }
        sides.target.rows.add(sides.target.rows.remove(3));
        sides.target.rows.set(7, new Object[] {8L, "other", 8L});
        sides.ordered = true;

        CheckResult rows = sides.rows();

        assertThat(rows.findings()).extracting(Finding::where).containsExactly("people key 8");
        assertThat(sides.target.opened).isGreaterThan(2);
    }

    private static TwoSides sides(Random random) {
        TwoSides sides = new TwoSides(1 + random.nextInt(3), 1 + random.nextInt(3));
        sides.existing = Existing.values()[random.nextInt(3)];
        sides.options = new VerifyOptions(
                true, true, random.nextInt(4), false, 1 + random.nextInt(9), 1 + random.nextInt(60), 100_000);
        boolean texts = random.nextBoolean();
        long key = -20;
        for (int i = random.nextInt(60); i > 0; i--) {
            key += 1 + random.nextInt(3);
            Object[] row = {texts ? String.format("k%03d", key + 20) : key, name(random), value(random)};
            place(sides, random, row);
            if (random.nextInt(20) == 0) {
                sides.rejects.add(reject(random, i));
            }
        }
        return sides;
    }

    /** On both sides alike, or as somebody broke it. */
    private static void place(TwoSides sides, Random random, Object[] row) {
        switch (random.nextInt(20)) {
            case 0 -> sides.source.add(row);
            case 1 -> sides.target.add(row);
            case 2 -> {
                sides.source.add(row);
                sides.target.add(row[0], row[2], row[1]);
            }
            case 3 -> {
                sides.source.add(row);
                sides.target.add(row[0], row[1], value(random));
            }
            case 4 -> sides.both(row).target.add(row);
            default -> sides.both(row);
        }
    }

    private static Object name(Random random) {
        return random.nextInt(12) == 0 ? "FILTER" : random.nextInt(12) == 0 ? "REJECT" : value(random);
    }

    private static Object value(Random random) {
        return VALUES[random.nextInt(VALUES.length)];
    }

    private static Reject reject(Random random, int ordinal) {
        String[] codes = {"already_exists", "duplicate_key", "constraint_violation", "kept_existing"};
        return new Reject(codes[random.nextInt(codes.length)], "import", "", "", "people/0", ordinal, "reason");
    }

    private static List<CheckResult> withBreaks(TwoSides sides, Random random) {
        Verification verification = sides.begin(null);
        int breaks = 6;
        try {
            for (int step = 0; step < 1_000_000; step++) {
                if (verification.step().done()) {
                    return verification.results();
                }
                if (breaks > 0 && random.nextInt(3) == 0) {
                    breaks--;
                    byte[] state = verification.state();
                    verification.close();
                    verification = Verification.resume(sides.plan(), sides.options, null, state, () -> 0);
                }
            }
            throw new AssertionError("no end");
        } finally {
            verification.close();
        }
    }

    /** What is found, in an order that does not depend on how. */
    private static List<CheckResult> sorted(List<CheckResult> results) {
        return results.stream()
                .map(result -> new CheckResult(
                        result.pipeline(),
                        result.check(),
                        result.table(),
                        result.outcome(),
                        result.compared(),
                        result.missing(),
                        result.extra(),
                        result.different(),
                        result.duplicates(),
                        0,
                        sortedFindings(result)))
                .toList();
    }

    private static List<Finding> sortedFindings(CheckResult result) {
        List<Finding> findings = new ArrayList<>(result.findings());
        findings.sort(Comparator.comparing(Finding::where).thenComparing(Finding::detail));
        return findings;
    }
}
