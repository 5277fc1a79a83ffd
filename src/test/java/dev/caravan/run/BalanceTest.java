package dev.caravan.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Counts;
import dev.caravan.repository.Disposition;
import dev.caravan.repository.RejectCount;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BalanceTest {
    private static final Counts COUNTS = new Counts(10, 4, 3, 2, 1);

    @Test
    void shouldFindNothingWhereAllIsEven() {
        assertThat(Balance.contradictions("turns", COUNTS, 10, reasons(2))).isEmpty();
    }

    @Test
    void shouldMissReasonsThatAreGone() {
        assertThat(Balance.contradictions("turns", COUNTS, 10, reasons(1)))
                .containsExactly(
                        "pipeline 'turns': the ledger counts 2 rejected records, the state has the reasons of 1");
    }

    @Test
    void shouldNotTakeChildrenOrKeptRowsForRejectedRecords() {
        List<RejectCount> counts = List.of(
                new RejectCount(Disposition.REJECTED, "bad_type", 2, 7),
                new RejectCount(Disposition.KEPT, "kept_existing", 5, 0));

        assertThat(Balance.contradictions("turns", COUNTS, 0, counts)).isEmpty();
    }

    @Test
    void shouldNoticeRecordsThatWereReadAndNotCounted() {
        assertThat(Balance.contradictions("turns", COUNTS, 11, reasons(2)))
                .containsExactly("pipeline 'turns': this run read 11 records, the ledger counts 10 in all");
    }

    private static List<RejectCount> reasons(long records) {
        return List.of(new RejectCount(Disposition.REJECTED, "bad_type", records, 3));
    }
}
