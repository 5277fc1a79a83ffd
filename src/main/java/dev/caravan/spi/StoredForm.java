package dev.caravan.spi;

import dev.caravan.model.RowBuffer;

/**
 * How rows come back from a table that does not give them back byte for byte: with the keys of a JSON object in another
 * order, or with floating point numbers that an index has rounded. Verification compares what it expects in this form, and
 * writes the rows themselves when it repairs. Used by one thread at a time.
 */
@FunctionalInterface
public interface StoredForm extends AutoCloseable {
    /** The form of a table that gives back what was written. */
    StoredForm SAME = rows -> rows;

    /**
     * The rows as the table gives them back if it holds them, in the same order, with the same records; a row that it cannot
     * hold stays as it is. The columns are the same, then perhaps more that the table has beside them: the same ones always.
     * May look into the table. Leaves {@code rows} alone, or answers them.
     */
    RowBuffer of(RowBuffer rows);

    /** True when a row that {@link #of} gave may be there or not: its own time is over, or nearly. */
    default boolean passing(RowBuffer stored, int row) {
        return false;
    }

    /** Gives everything back. */
    @Override
    default void close() {}
}
