package dev.caravan.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What is stored beside a vector that was computed from a text, so that both can be verified without computing it again: which
 * text and model it came from, and a weighted sum of its numbers.
 */
public final class EmbeddingSum {
    /** The column with the model's name, its version, and a digest of the text. */
    public static final String FROM = "embedded_from";

    /** The column with the sum. */
    public static final String COLUMN = "embedding_sum";

    /** How far a number may be off, relative, in an index that rounds: two units in the last place. */
    private static final double ROUNDING = 0x1p-22;

    private static final double STEPS = 1e12;
    private static final double GOLDEN = 0.6180339887498949;

    private EmbeddingSum() {}

    /**
     * The sum of a vector's numbers, each with a weight of its own, so that two that change places are noticed. To twelve
     * decimal places: stores of documents do not give back more digits exactly.
     *
     * @param bytes numbers of 32 bits, little-endian
     */
    public static double of(byte[] bytes, int start, int length) {
        ByteBuffer floats = ByteBuffer.wrap(bytes, start, length).order(ByteOrder.LITTLE_ENDIAN);
        double sum = 0;
        for (int index = 0; index < length / Float.BYTES; index++) {
            sum += weight(index) * floats.getFloat();
        }
        return Math.rint(sum * STEPS) / STEPS;
    }

    /**
     * True when a vector has this sum.
     *
     * @param rounded whether the vector was rounded once more since
     */
    public static boolean fits(double sum, byte[] bytes, int start, int length, boolean rounded) {
        if (!rounded) {
            return sum == of(bytes, start, length);
        }
        ByteBuffer floats = ByteBuffer.wrap(bytes, start, length).order(ByteOrder.LITTLE_ENDIAN);
        double most = 0;
        for (int index = 0; index < length / Float.BYTES; index++) {
            most += weight(index) * Math.abs(floats.getFloat());
        }
        return Math.abs(sum - of(bytes, start, length)) <= most * ROUNDING;
    }

    private static double weight(int index) {
        double share = index * GOLDEN;
        return 1 + share - Math.floor(share);
    }
}
