package dev.caravan.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.caravan.model.Counts;
import dev.caravan.model.Existing;
import dev.caravan.model.Finding;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Position;
import dev.caravan.model.Reject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FatesAndCountsTest {
    private static Reject imported(String code, String child, long ordinal) {
        return new Reject(code, "import", child, "", "people/0", ordinal, "reason");
    }

    private static LedgerRow ledger(String partition, boolean done, Counts counts, Map<String, Counts> children) {
        return new LedgerRow(partition, new Position(counts.read(), ""), done, counts, children, "", Instant.EPOCH);
    }

    private static TwoSides withTurns() {
        TwoSides sides = new TwoSides(1).ordinary(3);
        sides.withTurns = true;
        sides.words.put("id-1", List.of("one", "two", "three"));
        sides.turns.add("id-1", 1L, "one").add("id-1", 2L, "two").add("id-1", 3L, "three");
        return sides;
    }

    @Test
    void shouldCompareChildRows() {
        TwoSides sides = withTurns();
        sides.turns.rows.get(1)[2] = "twO";

        List<CheckResult> results = sides.verify();

        CheckResult turns = TwoSides.result(results, "rows", "turns");
        assertThat(TwoSides.result(results, "rows", "people").outcome()).isEqualTo(Outcome.PASS);
        assertThat(turns.compared()).isEqualTo(3);
        assertThat(turns.findings())
                .containsExactly(new Finding(
                        "different",
                        "turns key id-1,2",
                        "words: TEXT of 3 bytes in the source, another TEXT of 3 bytes in the target"));
    }

    @Test
    void shouldNotExpectAChildThatTheImportRejected() {
        TwoSides sides = withTurns();
        sides.rejects.add(imported("constraint_violation", "turns#2", 1));
        sides.turns.rows.remove(1);

        List<CheckResult> results = sides.verify();

        assertThat(results).allMatch(result -> result.outcome() == Outcome.PASS);
        assertThat(TwoSides.result(results, "rows", "turns").compared()).isEqualTo(2);
    }

    @Test
    void shouldNotExpectTheChildrenOfARejectedRecord() {
        TwoSides sides = withTurns();
        sides.rejects.add(imported("constraint_violation", "", 1));

        List<CheckResult> results = sides.verify();

        assertThat(TwoSides.result(results, "rows", "people").extra()).isEqualTo(1);
        assertThat(TwoSides.result(results, "rows", "turns").extra()).isEqualTo(3);
        assertThat(TwoSides.result(results, "rows", "turns").outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void shouldFailForARowWhoseRecordARuleRejects() {
        TwoSides sides = new TwoSides(1).ordinary(3).both("bad", "REJECT", 1L);

        CheckResult rows = sides.rows();

        assertThat(rows.findings())
                .containsExactly(new Finding("extra", "people key bad", "in the target, not in the source"));
    }

    @Test
    void shouldLeaveTheRowsAloneThatTheImportMet() {
        TwoSides sides = new TwoSides(1).ordinary(3);
        sides.source.add("met", "ours", 1L);
        sides.target.add("met", "theirs", 9L);
        sides.rejects.add(imported("already_exists", "", 3));

        List<CheckResult> results = sides.verify();

        assertThat(results).allMatch(result -> result.outcome() == Outcome.PASS);
        assertThat(TwoSides.result(results, "rows", "people").findings())
                .containsExactly(new Finding(
                        "existing", "people key met", "the target has its own row, which the import left as it was"));
    }

    @Test
    void shouldMissAKeptRowThatIsGone() {
        TwoSides sides = new TwoSides(1).ordinary(3);
        sides.existing = Existing.KEEP;
        sides.source.add("met", "ours", 1L);
        sides.rejects.add(imported("kept_existing", "", 3));

        CheckResult rows = sides.rows();

        assertThat(rows.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(rows.findings().get(0).where()).isEqualTo("people key met");
    }

    @Test
    void shouldMissAKeptRowThatIsGoneAlsoWhereItsKeyWasTakenAgain() {
        TwoSides sides = new TwoSides(1).ordinary(3);
        sides.source.add("met", "ours", 1L).add("met", "other", 1L);
        sides.rejects.add(imported("kept_existing", "", 3));
        sides.rejects.add(imported("duplicate_key", "", 4));

        CheckResult rows = sides.rows();

        assertThat(rows.missing()).isEqualTo(1);
    }

    @Test
    void shouldOnlyMentionExtraRowsWhereTheyMayBe() {
        for (Existing existing : List.of(Existing.KEEP, Existing.REPLACE)) {
            TwoSides sides = new TwoSides(1).ordinary(3);
            sides.existing = existing;
            sides.target.add("older", "theirs", 9L);

            List<CheckResult> results = sides.verify();

            assertThat(results).allMatch(result -> result.outcome() == Outcome.PASS);
            CheckResult rows = TwoSides.result(results, "rows", "people");
            assertThat(rows.extra()).isEqualTo(1);
            assertThat(rows.findings()).extracting(Finding::kind).containsExactly("existing");
        }
    }

    @Test
    void shouldAcceptTheLastOfRecordsThatReplaceEachOther() {
        TwoSides sides = new TwoSides(1).ordinary(3);
        sides.existing = Existing.REPLACE;
        sides.source.add("again", "first", 1L).add("again", "second", 2L);
        sides.target.add("again", "second", 2L);

        CheckResult right = sides.rows();
        sides.target.rows.get(3)[1] = "first";
        sides.target.rows.get(3)[2] = 1L;
        CheckResult wrong = sides.rows();

        assertThat(right.outcome()).isEqualTo(Outcome.PASS);
        assertThat(right.duplicates()).isEqualTo(1);
        assertThat(wrong.outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void shouldPassCountsThatAgreeWithTheLedger() {
        TwoSides sides = withTurns();
        sides.source.add("f", "FILTER", 1L).add("r", "REJECT", 1L).add("c", "clash", 1L);
        sides.rejects.add(imported("constraint_violation", "", 5));
        sides.ledger.add(
                ledger("people/0", true, new Counts(6, 2, 1, 2, 1), Map.of("turns", new Counts(3, 3, 0, 0, 0))));

        List<CheckResult> results = sides.verify();

        CheckResult counts = TwoSides.result(results, "counts", "people");
        assertThat(counts.findings()).isEmpty();
        assertThat(counts.outcome()).isEqualTo(Outcome.PASS);
        assertThat(counts.compared()).isEqualTo(3);
    }

    @Test
    void shouldFailCountsWhereALedgerDoesNotExplainEveryRecord() {
        TwoSides sides = withTurns();
        sides.source.add("r", "REJECT", 1L);
        sides.ledger.add(
                ledger("people/0", true, new Counts(4, 4, 0, 0, 0), Map.of("turns", new Counts(2, 2, 0, 0, 0))));
        sides.ledger.add(ledger("people/9", true, new Counts(1, 1, 0, 0, 0), Map.of()));

        CheckResult counts = TwoSides.result(sides.verify(), "counts", "people");

        assertThat(counts.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(counts.findings())
                .containsExactly(
                        new Finding(
                                "unexplained",
                                "people/9",
                                "the ledger knows this part of the source, which is not there any more"),
                        new Finding(
                                "unexplained",
                                "people/0",
                                "the ledger has 4 read = 4 accepted + 0 filtered + 0 rejected, "
                                        + "the source now gives 4 read = 3 accepted + 0 filtered + 1 rejected"),
                        new Finding(
                                "unexplained",
                                "people/0 turns",
                                "the ledger has 2 read = 2 accepted + 0 filtered + 0 rejected, "
                                        + "the source now gives 3 read = 3 accepted + 0 filtered + 0 rejected"));
    }

    @Test
    void shouldFailCountsWhereTheImportIsNotFinished() {
        TwoSides sides = new TwoSides(2).ordinary(4);
        sides.ledger.add(ledger("people/0", false, new Counts(1, 1, 0, 0, 0), Map.of()));

        CheckResult counts = TwoSides.result(sides.verify(), "counts", "people");

        assertThat(counts.findings())
                .extracting(Finding::where, Finding::detail)
                .containsExactly(
                        tuple("people/0", "the import stopped at record 1; run the migration again"),
                        tuple("people/1", "the ledger does not know this part of the source; run the migration again"));
    }

    @Test
    void shouldCountRowsThatAreTooFewAndTooMany() {
        TwoSides sides = new TwoSides(1).ordinary(10);
        sides.target.rows.subList(2, 5).clear();
        CheckResult few = TwoSides.result(sides.verify(), "counts", "people");
        sides.target.add("a", "x", 1L).add("b", "x", 1L).add("c", "x", 1L).add("d", "x", 1L);
        List<CheckResult> results = sides.verify();
        CheckResult many = TwoSides.result(results, "counts", "people");

        assertThat(few.missing()).isEqualTo(3);
        assertThat(few.findings().get(0).detail()).isEqualTo("10 rows accepted of the source, 7 rows in the target");
        assertThat(many.extra()).isEqualTo(1);
        assertThat(TwoSides.result(results, "rows", "people").extra()).isEqualTo(4);
    }

    @Test
    void shouldNotCountEqualRecordsOfOneKeyAsMissing() {
        TwoSides sides = new TwoSides(1).ordinary(10);
        sides.source.add("id-3", "name 3", 3L);

        CheckResult counts = TwoSides.result(sides.verify(), "counts", "people");

        assertThat(counts.outcome()).isEqualTo(Outcome.PASS);
        assertThat(counts.duplicates()).isEqualTo(1);
        assertThat(counts.compared()).isEqualTo(11);
    }
}
