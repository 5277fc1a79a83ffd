package dev.caravan.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Finding;
import dev.caravan.verifier.MemoryTable.Typed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PlantedFaultsTest {
    private static final byte[] BYTES = {0, 1, (byte) 0xff};

    static List<Arguments> values() {
        return List.of(
                Arguments.of("one byte", "abc", "abd", "TEXT of 3 bytes in the source, another TEXT of 3 bytes"),
                Arguments.of("NULL for empty", "", null, "TEXT of 0 bytes in the source, NULL"),
                Arguments.of("empty for NULL", null, "", "NULL in the source, TEXT of 0 bytes"),
                Arguments.of("negative zero", -0.0, 0.0, "REAL in the source, another REAL"),
                Arguments.of("negative zero as 0", -0.0, 0L, "REAL in the source, INTEGER"),
                Arguments.of("text for number", 5L, "5", "INTEGER in the source, TEXT of 1 bytes"),
                Arguments.of("number for text", "5", 5L, "TEXT of 1 bytes in the source, INTEGER"),
                Arguments.of("trailing NUL", "a\0", "a", "TEXT of 2 bytes in the source, TEXT of 1 bytes"),
                Arguments.of("trailing space", "a ", "a", "TEXT of 2 bytes in the source, TEXT of 1 bytes"),
                Arguments.of(
                        "bytes for text", "abc", "abc".getBytes(), "TEXT of 3 bytes in the source, BLOB of 3 bytes"),
                Arguments.of("last bit", 0.1, Math.nextUp(0.1), "REAL in the source, another REAL"),
                Arguments.of("beyond 2^53", 9007199254740993L, 9007199254740992.0, "INTEGER in the source, REAL"),
                Arguments.of("composed", "\u00e9", "e\u0301", "TEXT of 2 bytes in the source, TEXT of 3 bytes"),
                Arguments.of("decimal", Typed.decimal("1.10"), 1.101, "DECIMAL of 4 bytes in the source, REAL"),
                Arguments.of(
                        "decimal and its text",
                        Typed.decimal("12345678901234567890.5"),
                        "12345678901234567890.5",
                        "DECIMAL of 22 bytes in the source, TEXT of 22 bytes"),
                Arguments.of("question mark", "\ud83d\ude00", "?", "TEXT of 4 bytes in the source, TEXT of 1 bytes"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void shouldNameKeyAndColumnOfChangedValue(String name, Object meant, Object found, String detail) {
        TwoSides sides = new TwoSides(2).ordinary(50);
        sides.source.add("victim", meant, 7L);
        sides.target.add("victim", found, 7L);

        CheckResult rows = sides.rows();

        assertThat(rows.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(rows.findings())
                .containsExactly(new Finding("different", "people key victim", "name: " + detail + " in the target"));
        assertThat(List.of(rows.compared(), rows.missing(), rows.extra(), rows.different(), rows.duplicates()))
                .containsExactly(51L, 0L, 0L, 1L, 0L);
    }

    static List<Arguments> equals() {
        return List.of(
                Arguments.of("1 and 1.0", 1L, 1.0),
                Arguments.of("true and 1", true, 1L),
                Arguments.of("false and 0.0", false, 0.0),
                Arguments.of("JSON and its text", Typed.json("{\"a\": 1}"), "{\"a\": 1}"),
                Arguments.of("decimal and number", Typed.decimal("1.10"), 1.1),
                Arguments.of("at 2^53", 9007199254740992L, 9007199254740992.0),
                Arguments.of("below 2^53", 9007199254740991L, 9007199254740991.0),
                Arguments.of("below -2^53", -9007199254740991L, -9007199254740991.0),
                Arguments.of("bytes", BYTES, BYTES.clone()),
                Arguments.of("not a number", Double.NaN, Double.NaN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("equals")
    void shouldFindNothingWhereTheTargetStoresWhatWasMeant(String name, Object meant, Object found) {
        TwoSides sides = new TwoSides(1).ordinary(10);
        sides.source.add("victim", meant, 7L);
        sides.target.add("victim", found, 7L);

        CheckResult rows = sides.rows();

        assertThat(rows.outcome()).isEqualTo(Outcome.PASS);
        assertThat(rows.findings()).isEmpty();
        assertThat(rows.compared()).isEqualTo(11);
    }

    @Test
    void shouldFindEveryKindAloneAndTogether() {
        TwoSides sides = new TwoSides(3).ordinary(200);
        sides.source.add("lost", "x", 1L);
        sides.target.add("stranger", "y", 2L);
        sides.both("twice", "z", 3L).target.add("twice", "z", 3L);
        sides.target.rows.set(20, new Object[] {"id-20", "name 21", 20L});
        sides.target.rows.set(21, new Object[] {"id-21", "name 20", 21L});
        sides.source.add("swapped", "a", 1L);
        sides.target.add("swapped", 1L, "a");

        CheckResult rows = sides.rows();

        List<Finding> wanted = new ArrayList<>();
        String another = "TEXT of 7 bytes in the source, another TEXT of 7 bytes in the target";
        wanted.add(new Finding("missing", "people key lost", "in the source, not in the target"));
        wanted.add(new Finding("extra", "people key stranger", "in the target, not in the source"));
        wanted.add(new Finding("duplicate", "people key twice", "1 row in the source, 2 in the target"));
        wanted.add(new Finding("different", "people key id-20", "name: " + another));
        wanted.add(new Finding("different", "people key id-21", "name: " + another));
        wanted.add(new Finding(
                "different",
                "people key swapped",
                "name: TEXT of 1 bytes in the source, INTEGER in the target; "
                        + "amount: INTEGER in the source, TEXT of 1 bytes in the target"));
        assertThat(rows.findings()).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(List.of(rows.missing(), rows.extra(), rows.different(), rows.duplicates()))
                .containsExactly(1L, 1L, 3L, 1L);
    }

    @Test
    void shouldNotFailForEqualRecordsOfOneKey() {
        TwoSides sides = new TwoSides(2).ordinary(10).both("again", "x", 1L);
        sides.source.add("again", "x", 1L).add("again", "x", 1L);

        CheckResult rows = sides.rows();

        assertThat(rows.outcome()).isEqualTo(Outcome.PASS);
        assertThat(rows.duplicates()).isEqualTo(2);
        assertThat(rows.findings())
                .containsExactly(new Finding("repeated", "people key again", "3 rows in the source, 1 in the target"));
    }

    @Test
    void shouldFailWhereARecordWasSwallowedByAnotherWithItsKey() {
        TwoSides sides = new TwoSides(2).ordinary(10).both("again", "x", 1L);
        sides.source.add("again", "y", 1L);

        CheckResult rows = sides.rows();

        assertThat(rows.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(rows.different()).isEqualTo(1);
        assertThat(rows.findings().get(0).detail()).startsWith("2 rows in the source, 1 in the target");
    }

    @Test
    void shouldFindTheSameRowAsManyTimesOnBothSidesAlike() {
        TwoSides sides = new TwoSides(2).ordinary(10).both("again", "x", 1L).both("again", "x", 1L);

        CheckResult rows = sides.rows();

        assertThat(rows.outcome()).isEqualTo(Outcome.PASS);
        assertThat(rows.findings()).isEmpty();
    }

    @Test
    void shouldCompareEmptySides() {
        CheckResult rows = new TwoSides(2).rows();

        assertThat(rows.outcome()).isEqualTo(Outcome.PASS);
        assertThat(rows.compared()).isZero();
    }

    @Test
    void shouldFindAllMissingInAnEmptyTarget() {
        TwoSides sides = new TwoSides(2).ordinary(40);
        sides.target.rows.clear();

        CheckResult rows = sides.rows();

        assertThat(rows.missing()).isEqualTo(40);
        assertThat(rows.findings()).hasSize(40).allMatch(finding -> finding.kind()
                .equals("missing"));
    }

    @Test
    void shouldShowHostileKeysOnOneShortLine() {
        TwoSides sides = new TwoSides(1).ordinary(3);
        sides.source.add("evil\u001b[2J\nkey\u202e" + "x".repeat(5_000), "x", 1L);

        String where = sides.rows().findings().get(0).where();

        assertThat(where)
                .startsWith("people key evil\\u001b[2J\\u000akey\\u202exxx")
                .endsWith("... (5015 bytes)");
        assertThat(where.length()).isLessThan(260);
    }

    @Test
    void shouldShowValuesOnlyWhenAsked() {
        TwoSides sides = new TwoSides(1).ordinary(3);
        sides.source.add("victim", "secret one", 1L);
        sides.target.add("victim", "secret two", 1L);

        String hidden = sides.rows().findings().get(0).detail();
        sides.options = new VerifyOptions(false, true, 0, true, 5, 1_000, 100);
        String shown = sides.rows().findings().get(0).detail();

        assertThat(hidden).doesNotContain("secret");
        assertThat(shown)
                .isEqualTo("name: TEXT of 10 bytes 'secret one' in the source, "
                        + "TEXT of 10 bytes 'secret two' in the target");
    }
}
