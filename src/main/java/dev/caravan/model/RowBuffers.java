package dev.caravan.model;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Buffers that have done their work and wait to be filled again: chunk after chunk goes through the same memory. Safe for use by
 * several threads.
 */
public final class RowBuffers {
    private static final int MOST = 8;

    /** Buffers that large rows have filled are left to the collector: kept, they would be what is short where rows are large. */
    private static final int LARGE = 8 << 20;

    private final Queue<RowBuffer> spare = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    /** An empty buffer with these columns. */
    public RowBuffer take(List<String> columns, int expectedRows) {
        RowBuffer found = spare(columns);
        return found == null ? new RowBuffer(columns, expectedRows) : found;
    }

    /** An empty buffer with these columns; see {@link RowBuffer#RowBuffer(List, int, int)}. */
    public RowBuffer take(List<String> columns, int expectedRows, int expectedBytes) {
        RowBuffer found = spare(columns);
        return found == null ? new RowBuffer(columns, expectedRows, expectedBytes) : found;
    }

    private RowBuffer spare(List<String> columns) {
        RowBuffer found = spare.poll();
        if (found == null) {
            return null;
        }
        count.decrementAndGet();
        if (!found.columns().equals(columns)) {
            return null;
        }
        found.truncate(0);
        return found;
    }

    /** Takes back the rows of a chunk that nobody looks at any more, where they came from here; others do no harm. */
    public void give(Chunk done) {
        if (done.records() instanceof RowRecords records && records.rows().size() < LARGE && count.get() < MOST) {
            count.incrementAndGet();
            spare.add(records.rows());
        }
    }
}
