package dev.caravan.transformer;

import dev.caravan.model.RowBuffer;

/** Writes the cell of one column. Made once, then used by several threads, each with its own state and rows. */
@FunctionalInterface
interface CellWriter {
    /**
     * Adds exactly one cell.
     *
     * @throws RecordProblem when the record has no value that fits; nothing, or one cell, was added
     */
    void write(RecordState state, RowBuffer rows);
}
