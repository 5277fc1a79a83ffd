package dev.caravan.system.sqlite;

import dev.caravan.model.BigEndian;

/** The children of an inner page of a table's B-tree, and which of them comes next. */
final class InnerPage {
    private static final int HEAD = 12;
    private static final int LAST_CHILD = 8;

    private final long[] children;
    private final long[] highest;
    private int next;

    /**
     * Takes the children of a page.
     *
     * @param start where the page begins
     * @param end where its content ends
     */
    InnerPage(byte[] bytes, int start, int end, int cells) {
        children = new long[cells + 1];
        highest = new long[cells];
        Varint number = new Varint();
        for (int cell = 0; cell < cells; cell++) {
            int at = start + (BigEndian.shortAt(bytes, start + HEAD + Short.BYTES * cell) & 0xffff);
            UnknownLayout.unless(at >= start + HEAD && at + Integer.BYTES < end);
            children[cell] = BigEndian.intAt(bytes, at) & 0xffffffffL;
            number.read(bytes, at + Integer.BYTES);
            highest[cell] = number.value();
        }
        children[cells] = BigEndian.intAt(bytes, start + LAST_CHILD) & 0xffffffffL;
    }

    /** The page on which a rowid would be; what follows it comes next. */
    long seek(long rowid) {
        while (next < highest.length && highest[next] < rowid) {
            next++;
        }
        return next();
    }

    boolean hasNext() {
        return next < children.length;
    }

    long next() {
        return children[next++];
    }
}
