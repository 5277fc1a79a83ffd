package dev.caravan.scaffold;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What could not be carried over, or not as it was, one sentence each; the same one once. Used by one thread. */
public final class Warnings {
    private final Set<String> all = new LinkedHashSet<>();

    /** Adds one: where it is about, and what became of it. */
    public void add(String where, String sentence) {
        all.add(where.isEmpty() ? sentence : where + ": " + sentence);
    }

    /** All so far, in order. */
    public List<String> list() {
        return new ArrayList<>(all);
    }
}
