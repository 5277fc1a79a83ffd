package dev.caravan.run;

import dev.caravan.model.Counts;
import dev.caravan.repository.Disposition;
import dev.caravan.repository.RejectCount;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the sums come out even. That {@code read} is the sum of the fates is the law of {@link Counts}; here the ledger's
 * count, in the target, is held against the reasons in the state, which are written by another hand.
 */
final class Balance {
    private Balance() {}

    /**
     * What does not come out even, one sentence each.
     *
     * @param readNow how many records this run took through the stages
     */
    static List<String> contradictions(String pipeline, Counts counts, long readNow, List<RejectCount> rejects) {
        List<String> found = new ArrayList<>();
        long reasons = rejects.stream()
                .filter(count -> count.disposition() == Disposition.REJECTED)
                .mapToLong(RejectCount::records)
                .sum();
        if (reasons != counts.rejected()) {
            found.add("pipeline '" + pipeline + "': the ledger counts " + counts.rejected()
                    + " rejected records, the state has the reasons of " + reasons);
        }
        if (readNow > counts.read()) {
            found.add("pipeline '" + pipeline + "': this run read " + readNow + " records, the ledger counts "
                    + counts.read() + " in all");
        }
        return found;
    }
}
