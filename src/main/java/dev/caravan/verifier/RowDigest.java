package dev.caravan.verifier;

import dev.caravan.model.RowBuffer;
import net.openhft.hashing.LongTupleHashFunction;

/**
 * The row at hand with its digests: 128 bits over the whole row and 128 bits, under another seed, over its key. The seeds are
 * drawn anew for each verification, so that nobody can prepare rows whose digests meet.
 */
final class RowDigest {
    private final LongTupleHashFunction rowHash;
    private final LongTupleHashFunction keyHash;
    private final CanonicalCells cells = new CanonicalCells();
    private final long[] ofRow = new long[2];
    private final long[] ofKey = new long[2];
    private final long rowSeed;
    private final long keySeed;
    private boolean rowKnown;
    private boolean keyKnown;
    private RowBuffer rows;
    private RowBuffer original;
    private int row;
    private Layout layout;

    RowDigest(long rowSeed, long keySeed) {
        this.rowSeed = rowSeed;
        this.keySeed = keySeed;
        rowHash = LongTupleHashFunction.xx128(rowSeed);
        keyHash = LongTupleHashFunction.xx128(keySeed);
    }

    /**
     * Moves to a row.
     *
     * @param from the row before it was brought into the form that is compared
     */
    void take(RowBuffer of, int number, Layout where, RowBuffer from) {
        rows = of;
        original = from;
        row = number;
        layout = where;
        rowKnown = false;
        keyKnown = false;
    }

    /** One more under the same seeds, at another row. */
    RowDigest another() {
        return new RowDigest(rowSeed, keySeed);
    }

    long rowLow() {
        return ofRow()[0];
    }

    long rowHigh() {
        return ofRow()[1];
    }

    long keyLow() {
        return ofKey()[0];
    }

    long keyHigh() {
        return ofKey()[1];
    }

    int bucket() {
        return BucketSums.bucket(ofKey()[0]);
    }

    RowBuffer rows() {
        return rows;
    }

    /** The rows as the mapping gave them, which are to be written where something is to be mended. */
    RowBuffer original() {
        return original;
    }

    int row() {
        return row;
    }

    Layout layout() {
        return layout;
    }

    /** A digest of one cell alone. */
    long cell(int column) {
        cells.clear();
        cells.add(rows, row, column);
        long[] both = new long[2];
        rowHash.hashBytes(cells.bytes(), 0, cells.used(), both);
        return both[0];
    }

    /** Made when it is asked for: most rows of a second reading are passed over by their keys. */
    private long[] ofRow() {
        if (!rowKnown) {
            hash(rowHash, layout.columns(), ofRow);
            rowKnown = true;
        }
        return ofRow;
    }

    private long[] ofKey() {
        if (!keyKnown) {
            hash(keyHash, layout.key(), ofKey);
            keyKnown = true;
        }
        return ofKey;
    }

    private void hash(LongTupleHashFunction hash, int[] columns, long[] into) {
        cells.clear();
        for (int column : columns) {
            cells.add(rows, row, column);
        }
        hash.hashBytes(cells.bytes(), 0, cells.used(), into);
    }
}
