package dev.caravan.model;

/** What one read of a source gave: records in the source's own form, in the partition's order. Read only. */
public sealed interface Records permits JsonRecords, RowRecords {
    /** How many records. */
    int count();

    /** The number of a record in its partition, from 0. */
    long ordinal(int index);

    /**
     * The source's key of a record, unique in its pipeline: derived ids are made from it. For records without a key it is
     * made of their place, as {@code path#ordinal}.
     */
    String key(int index);

    /** Where a person finds the record: a file and a byte, or a table and a key. */
    String place(int index);
}
