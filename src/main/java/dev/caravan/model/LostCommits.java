package dev.caravan.model;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Chunks whose commit was sent and never answered: the next try of such a chunk looks whether it is done. Safe for threads. */
public final class LostCommits {
    private final Map<String, Lost> lost = new ConcurrentHashMap<>();

    /**
     * Remembers a settled chunk.
     *
     * @param row what the commit would have left in the ledger; null where another target keeps it, then nothing could tell
     */
    public void remember(Chunk chunk, LedgerRow row) {
        if (row != null) {
            lost.put(chunk.partition().id(), new Lost(row, chunk.save()));
        }
    }

    /**
     * True when an earlier try of this chunk was committed after all; the chunk is then as it was left.
     *
     * @param rows gives the ledger's rows once no transaction is at them any more; asked only where a commit was lost
     */
    public boolean happened(Chunk chunk, Supplier<List<LedgerRow>> rows) {
        Lost known = lost.get(chunk.partition().id());
        if (known == null) {
            return false;
        }
        boolean there = rows.get().contains(known.row());
        lost.remove(chunk.partition().id());
        if (there) {
            chunk.restore(known.settled());
        }
        return there;
    }

    /** @param settled the chunk as it was then */
    private record Lost(LedgerRow row, Chunk.Saved settled) {}
}
