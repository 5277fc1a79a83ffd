package dev.caravan.model;

import java.util.List;

/** What becomes of a record whose key already stands for other content that is not replaced. */
public final class TakenKey {
    private TakenKey() {}

    /**
     * Keeps or rejects the record.
     *
     * @param record of the chunk
     * @param earlier the record of the same chunk that has taken the key; -1 where the target had it before
     * @param stage that decides it
     */
    public static void settle(
            Chunk chunk, int record, int earlier, Existing existing, String stage, String table, List<String> key) {
        String seen = "the key of this row of '" + table + "' holds something else (column " + String.join(", ", key)
                + ")" + (earlier < 0 ? "" : ", that of " + chunk.records().place(earlier));
        if (existing == Existing.KEEP) {
            chunk.keep(record, seen);
        } else {
            RejectCode code = earlier < 0 ? RejectCode.ALREADY_EXISTS : RejectCode.DUPLICATE_KEY;
            chunk.reject(record, code.code(), stage, seen);
        }
    }
}
