package dev.caravan.system.sqlite;

import dev.caravan.model.BigEndian;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Goes through a table in the order of its rowids, along the file's own B-tree. Everything that is found is checked before it is
 * relied on: what is not as it should be is {@link UnknownLayout}. Used by one thread.
 */
final class TreeWalk {
    private static final int INNER = 5;
    private static final int LEAF = 13;
    private static final int CELLS = 3;
    private static final int INNER_HEAD = 12;
    private static final int LEAF_HEAD = 8;
    private static final int DEEPEST = 20;
    private static final int MOST_KEPT = 1 << 20;

    /** SQLite leaves room for four cells on each page: what is larger goes on elsewhere. */
    private static final int CELL_OVERHEAD = 35;

    private static final int LEAST_OVERHEAD = 23;

    private final PageFile pages;
    private final int usable;
    private final Varint number = new Varint();
    private final Deque<InnerPage> above = new ArrayDeque<>();
    private byte[] page;
    private int leaf;
    private int cells;
    private int cell;
    private int at;
    private long rowid;
    private int length;
    private final byte[] rest;
    private byte[] assembled = new byte[0];
    private byte[] record;

    TreeWalk(PageFile pages) {
        this.pages = pages;
        this.usable = pages.usable();
        this.rest = new byte[usable];
    }

    /** Goes to the first row from a rowid on; false when there is none. */
    boolean seek(long root, long wanted) throws IOException {
        pages.forget();
        above.clear();
        if (assembled.length > MOST_KEPT) {
            assembled = new byte[0];
        }
        long next = root;
        while (load(next)) {
            next = push().seek(wanted);
        }
        UnknownLayout.unless(cells > 0 || above.isEmpty());
        for (cell = 0; cell < cells; cell++) {
            takeCell();
            if (rowid >= wanted) {
                return true;
            }
        }
        if (!nextLeaf()) {
            return false;
        }
        takeCell();
        UnknownLayout.unless(rowid >= wanted);
        return true;
    }

    /** Goes to the next row; false behind the last one. */
    boolean next() throws IOException {
        long before = rowid;
        cell++;
        if (cell >= cells && !nextLeaf()) {
            return false;
        }
        takeCell();
        UnknownLayout.unless(rowid > before);
        return true;
    }

    long rowid() {
        return rowid;
    }

    /** Where the row's record begins, among the {@link #bytes} that it brings together. */
    int readRecord() throws IOException {
        int here = local();
        UnknownLayout.unless(at + here + (here == length ? 0 : Integer.BYTES) <= leaf + usable);
        if (here == length) {
            record = page;
            return at;
        }
        assemble(here);
        return 0;
    }

    /** The bytes among which the record is, until the next row is gone to. */
    byte[] bytes() {
        return record;
    }

    int length() {
        return length;
    }

    private boolean nextLeaf() throws IOException {
        while (!above.isEmpty() && !above.peek().hasNext()) {
            above.pop();
        }
        if (above.isEmpty()) {
            return false;
        }
        long next = above.peek().next();
        while (load(next)) {
            next = push().next();
        }
        UnknownLayout.unless(cells > 0);
        cell = 0;
        return true;
    }

    /** Loads a page; true for an inner one. */
    private boolean load(long number) throws IOException {
        leaf = pages.load(number);
        page = pages.bytes();
        boolean inner = page[leaf] == INNER;
        UnknownLayout.unless(inner || page[leaf] == LEAF);
        cells = BigEndian.shortAt(page, leaf + CELLS) & 0xffff;
        UnknownLayout.unless((inner ? INNER_HEAD : LEAF_HEAD) + Short.BYTES * cells <= usable);
        return inner;
    }

    private InnerPage push() {
        UnknownLayout.unless(above.size() < DEEPEST);
        above.push(new InnerPage(page, leaf, leaf + usable, cells));
        return above.peek();
    }

    private void takeCell() {
        at = leaf + (BigEndian.shortAt(page, leaf + LEAF_HEAD + Short.BYTES * cell) & 0xffff);
        UnknownLayout.unless(at >= leaf + LEAF_HEAD && at < leaf + usable);
        at = number.read(page, at);
        long size = number.value();
        at = number.read(page, at);
        rowid = number.value();
        UnknownLayout.unless(size > 0 && size <= PartitionReader.LONGEST_VALUE);
        length = (int) size;
    }

    /** How many bytes of the record lie on the leaf itself. */
    private int local() {
        int most = usable - CELL_OVERHEAD;
        if (length <= most) {
            return length;
        }
        int least = (usable - INNER_HEAD) * 32 / 255 - LEAST_OVERHEAD;
        int fitting = least + (length - least) % (usable - Integer.BYTES);
        return fitting <= most ? fitting : least;
    }

    /** Brings together what lies on the leaf and on the pages of which one names the next. */
    private void assemble(int here) throws IOException {
        if (assembled.length < length + PageFile.BEYOND) {
            assembled = new byte[length + PageFile.BEYOND];
        }
        System.arraycopy(page, at, assembled, 0, here);
        long next = BigEndian.intAt(page, at + here) & 0xffffffffL;
        for (int have = here; have < length; ) {
            int more = Math.min(length - have, usable - Integer.BYTES);
            pages.read(next, rest, Integer.BYTES + more);
            System.arraycopy(rest, Integer.BYTES, assembled, have, more);
            next = BigEndian.intAt(rest, 0) & 0xffffffffL;
            have += more;
        }
        record = assembled;
    }
}
