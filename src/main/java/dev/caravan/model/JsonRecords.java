package dev.caravan.model;

import java.util.Arrays;

/**
 * JSON records as bytes: slices of one array, not parsed yet. A record that could not be kept (too large, unreadable) is a
 * slice of length 0 whose chunk already holds its reject.
 */
public final class JsonRecords implements Records {
    private final String path;
    private final long firstOrdinal;
    private byte[] bytes;
    private int used;
    private int[] offsets = new int[64];
    private int[] lengths = new int[64];
    private long[] places = new long[64];
    private int count;

    /**
     * No records yet.
     *
     * @param path the file, relative to the source's folder, with {@code /} between its parts
     * @param firstOrdinal the ordinal of the first record that will be added
     * @param expectedBytes a hint for the first allocation
     */
    public JsonRecords(String path, long firstOrdinal, int expectedBytes) {
        this.path = path;
        this.firstOrdinal = firstOrdinal;
        this.bytes = new byte[Math.max(1024, expectedBytes)];
    }

    /**
     * Adds a record; its bytes are copied.
     *
     * @param place where it begins in the file (uncompressed), in bytes
     */
    public void add(byte[] source, int offset, int length, long place) {
        if (used + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + length));
        }
        System.arraycopy(source, offset, bytes, used, length);
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
            places = Arrays.copyOf(places, count * 2);
        }
        offsets[count] = used;
        lengths[count] = length;
        places[count++] = place;
        used += length;
    }

    /** All records' bytes; read only. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where a record begins in {@link #bytes}. */
    public int offset(int index) {
        return offsets[index];
    }

    /** How many bytes a record has. */
    public int length(int index) {
        return lengths[index];
    }

    /** Where a record begins in its (uncompressed) file, in bytes. */
    public long fileOffset(int index) {
        return places[index];
    }

    /** How many bytes all records have together. */
    public int size() {
        return used;
    }

    /** The file, relative to the source's folder. */
    public String path() {
        return path;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long ordinal(int index) {
        return firstOrdinal + index;
    }

    @Override
    public String key(int index) {
        return path + "#" + ordinal(index);
    }

    @Override
    public String place(int index) {
        return path + " byte " + places[index];
    }
}
