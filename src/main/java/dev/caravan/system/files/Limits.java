package dev.caravan.system.files;

/**
 * What a file may ask of memory.
 *
 * @param recordBytes the longest record that is kept, in bytes
 * @param depth the deepest nesting of a record; a flat object has depth 1
 * @param chunkBytes a chunk is closed once its records have this many bytes together
 * @param windowBytes how many bytes are read at once
 */
record Limits(int recordBytes, int depth, int chunkBytes, int windowBytes) {
    static final Limits DEFAULT = new Limits(16 << 20, 1000, 8 << 20, 256 << 10);

    Limits {
        if (recordBytes < 1 || recordBytes > 1 << 29 || depth < 1 || chunkBytes < 1 || windowBytes < 1) {
            throw new IllegalArgumentException("limits out of range: " + recordBytes + " bytes a record, depth " + depth
                    + ", " + chunkBytes + " bytes a chunk, window " + windowBytes);
        }
    }

    Limits withRecordBytes(int bytes) {
        return new Limits(bytes, depth, chunkBytes, windowBytes);
    }
}
