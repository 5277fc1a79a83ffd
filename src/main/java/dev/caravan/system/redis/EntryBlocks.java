package dev.caravan.system.redis;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Entries one behind another in a few blocks: as objects of their own, 100,000 of them keep the collector busy for as long as a
 * copy takes. Used by one thread.
 */
final class EntryBlocks {
    private static final int BLOCK = 1 << 16;
    private static final int HEAD = Integer.BYTES;

    private final List<ByteBuffer> blocks = new ArrayList<>();
    private int[] places = new int[256];
    private int count;
    private long bytes;

    /**
     * Adds a copy of an entry.
     *
     * @param entry of at least four bytes
     */
    void add(byte[] entry) {
        ByteBuffer last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
        if (last == null || last.remaining() < HEAD + entry.length) {
            last = ByteBuffer.allocate(Math.max(BLOCK, HEAD + entry.length));
            blocks.add(last);
            bytes += last.capacity();
        }
        if (count == places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        places[count++] = (blocks.size() - 1) * BLOCK + last.position();
        last.putInt(entry.length).put(entry);
    }

    /** How much memory the entries take. */
    long bytes() {
        return bytes + (long) count * Integer.BYTES;
    }

    void clear() {
        blocks.clear();
        count = 0;
        bytes = 0;
    }

    /** The entries in the order of their bytes; only for as long as nothing is added. */
    Iterator<byte[]> sorted() {
        long[] order = new long[count];
        for (int entry = 0; entry < count; entry++) {
            long first = block(places[entry]).getInt(offset(places[entry]) + HEAD) & 0xffff_ffffL;
            order[entry] = first << Integer.SIZE - 1 | places[entry];
        }
        Arrays.sort(order);
        for (int at = 1; at < count; at++) {
            // Those that begin alike are in no order yet; hashes hardly ever do
            for (int to = at; to > 0 && isBehind(order[to - 1], order[to]); to--) {
                long moved = order[to];
                order[to] = order[to - 1];
                order[to - 1] = moved;
            }
        }
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < order.length;
            }

            @Override
            public byte[] next() {
                return entry(place(order[next++]));
            }
        };
    }

    private boolean isBehind(long one, long other) {
        return one >>> Integer.SIZE - 1 == other >>> Integer.SIZE - 1
                && Arrays.compareUnsigned(entry(place(one)), entry(place(other))) > 0;
    }

    private byte[] entry(int place) {
        int from = offset(place) + HEAD;
        return Arrays.copyOfRange(
                block(place).array(), from, from + block(place).getInt(offset(place)));
    }

    private ByteBuffer block(int place) {
        return blocks.get(place / BLOCK);
    }

    private static int place(long ordered) {
        return (int) (ordered & Integer.MAX_VALUE);
    }

    /** Only the first entry of a block is too long for the others to begin in its first bytes. */
    private static int offset(int place) {
        return place % BLOCK;
    }
}
