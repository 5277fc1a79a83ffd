package dev.caravan.relational;

import dev.caravan.model.Finding;
import java.util.ArrayList;
import java.util.List;

/** Collects findings: the first hundred by name, the rest as a number. */
public final class Findings {
    private static final int MOST = 100;

    private final List<Finding> named = new ArrayList<>();
    private long more;

    /** Adds a finding; see {@link Finding}. */
    public void add(String kind, String where, String detail) {
        if (named.size() < MOST) {
            named.add(new Finding(kind, where, detail));
        } else {
            more++;
        }
    }

    /** At most a hundred; the last one then says how many more. */
    public List<Finding> list() {
        List<Finding> list = new ArrayList<>(named);
        if (more > 0) {
            Finding last = list.remove(list.size() - 1);
            list.add(new Finding(last.kind(), "and " + (more + 1) + " more", "only the first are named"));
        }
        return list;
    }
}
