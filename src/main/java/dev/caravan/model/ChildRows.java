package dev.caravan.model;

/**
 * Rows of a child table made from the records of a chunk. A row's record is the parent's index in the chunk.
 *
 * @param table the child table
 * @param rows in the order of their parents
 * @param numbers column of {@code rows} that holds a child's number, from 1
 */
public record ChildRows(String table, RowBuffer rows, int numbers) {}
