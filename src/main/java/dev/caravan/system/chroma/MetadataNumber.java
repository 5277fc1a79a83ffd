package dev.caravan.system.chroma;

import dev.caravan.model.CellType;
import dev.caravan.model.NumberLiteral;
import dev.caravan.model.RejectCode;
import dev.caravan.model.Unfit;

/** Numbers as metadata keeps them: whole ones of 64 bits, and doubles that are finite and not a negative zero. */
final class MetadataNumber {
    private MetadataNumber() {}

    static Double real(double value, String name) throws Unfit {
        boolean negativeZero = value == 0 && Double.doubleToRawLongBits(value) != 0;
        if (negativeZero || !Double.isFinite(value)) {
            throw new Unfit(
                    RejectCode.INEXACT_NUMBER,
                    "metadata '" + name + "' is " + (negativeZero ? "a negative zero" : "not finite")
                            + ", which the server would not give back");
        }
        return value;
    }

    /** A literal's number, exact. */
    static Object of(byte[] literal, String name) throws Unfit {
        NumberLiteral number = NumberLiteral.ofDecimal(literal, 0, literal.length);
        if (number.type() == CellType.INTEGER) {
            return number.whole();
        }
        if (number.type() == CellType.REAL) {
            return real(number.real(), name);
        }
        throw new Unfit(
                RejectCode.INEXACT_NUMBER,
                "metadata '" + name + "' is a number that neither 64 bits nor a double hold exactly");
    }
}
