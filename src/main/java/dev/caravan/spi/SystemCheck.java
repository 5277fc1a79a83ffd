package dev.caravan.spi;

import dev.caravan.model.Finding;
import java.util.List;
import java.util.Map;

/** Looks at a target as a whole: orphans, full-text index, the database's own integrity check, what a search finds. */
@FunctionalInterface
public interface SystemCheck {
    /**
     * What is wrong, found without changing anything; empty when all is well. A finding of the kind {@code notice} is nothing
     * wrong. At most a hundred findings are named; the last one then says how many more.
     */
    List<Finding> run();

    /** Makes again what can be made from the rows alone, such as an index; changes no row. Nothing, unless a check can. */
    default void mend() {
        // Most of what is looked at cannot be made from anything else
    }

    /** What the last {@link #run} measured. */
    default Measures measures() {
        return Measures.NONE;
    }

    /**
     * Numbers beside the findings.
     *
     * @param compared how many things were looked at
     * @param different how many of them are not as they should be
     * @param figures for gates, by name
     */
    record Measures(long compared, long different, Map<String, Double> figures) {
        /** Nothing was measured. */
        static final Measures NONE = new Measures(0, 0, Map.of());

        public Measures {
            figures = Map.copyOf(figures);
        }
    }
}
