package dev.caravan.system.chroma;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The floats of one embedding where they lie.
 *
 * @param bytes holds them, 32 bits each, little-endian
 * @param start where the first begins
 * @param length in bytes
 */
record Vector(byte[] bytes, int start, int length) {
    /**
     * How far a float of an index for cosine may be off, relative: it keeps the vector at length 1 and the length apart, and
     * multiplies them again. 1.4e-7 was seen; this is two units in the last place.
     */
    static final double TOLERANCE = 0x1p-22;

    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

    /** How many numbers. */
    int dimension() {
        return length / Float.BYTES;
    }

    /** Its bytes alone. */
    byte[] copy() {
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    float get(int index) {
        return (float) FLOAT.get(bytes, start + index * Float.BYTES);
    }

    boolean isFinite() {
        for (int index = 0; index < dimension(); index++) {
            if (!Float.isFinite(get(index))) {
                return false;
            }
        }
        return true;
    }

    /**
     * True when the other is the same, as far as an index can tell.
     *
     * @param rounded whether the index has rounded one of them
     */
    boolean isStoredAs(Vector other, boolean rounded) {
        boolean same =
                Arrays.equals(bytes, start, start + length, other.bytes, other.start, other.start + other.length);
        return same || rounded && isNear(other);
    }

    /** The cosine of the angle between this and one of the same dimension; NaN where one has no length. */
    double cosine(Vector other) {
        double product = 0;
        double own = 0;
        double others = 0;
        for (int index = 0; index < dimension(); index++) {
            product += (double) get(index) * other.get(index);
            own += (double) get(index) * get(index);
            others += (double) other.get(index) * other.get(index);
        }
        return product / Math.sqrt(own * others);
    }

    private boolean isNear(Vector other) {
        if (length != other.length) {
            return false;
        }
        for (int index = 0; index < dimension(); index++) {
            float one = get(index);
            float two = other.get(index);
            double allowed = TOLERANCE * Math.max(Math.abs(one), Math.abs(two));
            if (!(Math.abs((double) one - two) <= allowed + Float.MIN_NORMAL)) {
                return false;
            }
        }
        return true;
    }
}
