package dev.caravan.spi;

import dev.caravan.model.Finding;
import java.util.List;

/** Looks at a target as a whole: orphans, full-text index, the database's own integrity check. Changes nothing. */
@FunctionalInterface
public interface SystemCheck {
    /** What is wrong; empty when all is well. At most a hundred findings are named; the last one then says how many more. */
    List<Finding> run();
}
