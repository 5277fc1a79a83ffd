package dev.caravan.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Finding;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of clients that are on v2 are v2's own; those of all others must be as v1 has them. The owner stands in {@code name}. */
final class OwnersTest {
    private static final Owners MOVED = new Owners("name", "api 25%", owner -> owner.startsWith("moved"));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetMovedClientsWriteTheirRowsOnV2(boolean ordered) {
        TwoSides sides = sides(ordered);
        sides.source.add("x-1", "moved ann", 1L);
        sides.target.add("x-1", "moved ann", 2L);
        sides.target.add("x-2", "moved ben", 1L);

        List<CheckResult> results = sides.verify();
        CheckResult rows = TwoSides.result(results, "rows", "people");

        assertThat(results).extracting(CheckResult::outcome).containsOnly(Outcome.PASS);
        assertThat(rows.figures()).containsEntry("own", 2.0);
        assertThat(List.of(rows.missing(), rows.extra(), rows.different())).containsExactly(0L, 0L, 0L);
        assertThat(rows.findings()).extracting(Finding::kind).containsOnly("existing");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMissWhatV1HasOfAMovedClient(boolean ordered) {
        TwoSides sides = sides(ordered);
        sides.source.add("x-1", "moved ann", 1L);

        CheckResult rows = sides.rows();

        assertThat(rows.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(rows.missing()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFindWhatV2HasOtherwiseOfAClientWhoIsOnV1(boolean ordered) {
        TwoSides sides = sides(ordered);
        sides.source.add("x-1", "cid", 1L);
        sides.target.add("x-1", "cid", 2L);
        sides.target.add("x-2", "dan", 1L);

        CheckResult rows = sides.rows();

        assertThat(rows.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(List.of(rows.different(), rows.extra())).containsExactly(1L, 1L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFindARowThatChangedItsOwner(boolean ordered) {
        TwoSides sides = sides(ordered);
        sides.source.add("x-1", "cid", 1L);
        sides.target.add("x-1", "moved ann", 1L);

        CheckResult rows = sides.rows();

        assertThat(rows.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(rows.different()).isEqualTo(1);
    }

    private static TwoSides sides(boolean ordered) {
        TwoSides sides = new TwoSides(1, 1);
        for (int i = 10; i < 60; i++) {
            sides.both("id-" + i, i % 2 == 0 ? "moved " + i : "name " + i, (long) i);
        }
        sides.owners = MOVED;
        sides.ordered = ordered;
        sides.options = new VerifyOptions(true, true, 60, false, 7, 200_000, 1_000);
        return sides;
    }
}
