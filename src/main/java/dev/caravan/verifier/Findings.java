package dev.caravan.verifier;

import dev.caravan.model.Finding;
import java.util.ArrayList;
import java.util.List;

/** What the second reading of one table has found so far. */
final class Findings {
    private final Tally tally = new Tally();
    private final TwoSums met = new TwoSums();
    private final NamedKeys named;
    private final List<Finding> list = new ArrayList<>();

    Findings(int most) {
        this.named = new NamedKeys(most);
    }

    Tally tally() {
        return tally;
    }

    /** The sums over all rows that were met, to be compared with those of the first reading. */
    TwoSums met() {
        return met;
    }

    NamedKeys named() {
        return named;
    }

    /** The findings themselves, once they are named. */
    List<Finding> list() {
        return list;
    }

    void write(StateOutput out) {
        tally.write(out);
        met.write(out);
        named.write(out);
        out.list(list, finding -> StateForms.write(out, finding));
    }

    void read(StateInput in) {
        tally.read(in);
        met.add(TwoSums.read(in));
        named.read(in);
        list.addAll(in.list(() -> StateForms.readFinding(in)));
    }
}
