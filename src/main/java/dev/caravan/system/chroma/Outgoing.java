package dev.caravan.system.chroma;

/**
 * One row as a record of a collection.
 *
 * @param row its number in the buffer
 * @param document null for none
 * @param uri null for none
 */
record Outgoing(int row, String collection, String id, Vector vector, String document, String uri, Metadata metadata) {
    /** About how many bytes it takes on the way. */
    long size() {
        long text = document == null ? 0 : document.length();
        return vector.length() * 4L / 3
                + text
                + id.length()
                + 64L * (1 + metadata.values().size());
    }

    /** True when the server has it, but for the vector, as it is here. */
    boolean isStoredIn(Page page, int index) {
        return same(document, page.document(index))
                && same(uri, page.uri(index))
                && metadata.equals(page.metadata(index));
    }

    /** True when the server has its vector, as far as the index can tell. */
    boolean hasVectorOf(Page page, int index, boolean rounded) {
        return page.hasVector(index)
                && vector.isStoredAs(
                        new Vector(page.vectors(), page.vectorStart(index), page.vectorLength(index)), rounded);
    }

    private static boolean same(String one, String other) {
        return one == null ? other == null : one.equals(other);
    }
}
