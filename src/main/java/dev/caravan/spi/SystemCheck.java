package dev.caravan.spi;

import dev.caravan.model.Finding;
import java.util.List;

/** Looks at a target as a whole: orphans, full-text index, the database's own integrity check. */
@FunctionalInterface
public interface SystemCheck {
    /** What is wrong, found without changing anything; empty when all is well. At most a hundred findings are named; the last one then says how many more. */
    List<Finding> run();

    /** Makes again what can be made from the rows alone, such as an index; changes no row. Nothing, unless a check can. */
    default void mend() {
        // Most of what is looked at cannot be made from anything else
    }
}
