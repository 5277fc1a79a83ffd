package dev.caravan.model;

import static java.util.Objects.requireNonNull;

/**
 * A part of a source that is read strictly in order: a key range, a file, a collection. The unit of parallel work, and of
 * the ledger.
 *
 * @param id unique in its pipeline and the same at every start while the source is the same; people read it
 * @param table the table, collection or file that it is a part of
 * @param range what the source needs to read it (bounds of a key range); empty for the whole
 * @param records how many records it is thought to have, or -1 when that is not known
 * @param bytes how many bytes it is thought to have, or -1
 */
public record Partition(String id, String table, String range, long records, long bytes) {
    public Partition {
        requireNonNull(id, "id is null");
        requireNonNull(table, "table is null");
        requireNonNull(range, "range is null");
    }
}
