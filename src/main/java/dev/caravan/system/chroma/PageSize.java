package dev.caravan.system.chroma;

/** How many records are read at once: so many that the call costs little beside them, and a page stays small in memory. */
final class PageSize {
    /** Where whole records are named by their ids. */
    static final int MOST_BY_ID = 500;

    private static final int VECTOR_BYTES = 3 << 20;
    private static final int MOST = 2000;
    private static final int FIRST_PART = 8;

    private PageSize() {}

    /** For records with vectors of {@code dimension} numbers. */
    static int of(int dimension) {
        return Math.max(1, Math.min(MOST, VECTOR_BYTES / Math.max(1, dimension * Float.BYTES)));
    }

    /** For the first page of all, which nobody does anything beside: whoever writes has it the sooner. */
    static int first(int dimension) {
        return Math.max(1, of(dimension) / FIRST_PART);
    }
}
