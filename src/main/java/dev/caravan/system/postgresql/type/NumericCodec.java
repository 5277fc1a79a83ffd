package dev.caravan.system.postgresql.type;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.ShortestDecimal;

/**
 * {@code numeric}, with its scale, NaN and the infinities. What {@code numeric(p, s)} would round or cut is refused. A double
 * becomes its shortest decimal form, a whole one its exact digits.
 */
final class NumericCodec implements Codec {
    private static final int BASE = 10_000;
    private static final int HEADER = 8;
    private static final int POSITIVE = 0x0000;
    private static final int NEGATIVE = 0x4000;
    private static final int NOT_A_NUMBER = 0xc000;
    private static final int INFINITY = 0xd000;
    private static final int MINUS_INFINITY = 0xf000;
    private static final int[] POWERS = {1000, 100, 10, 1};
    /** Four groups of four digits surely fit 64 bits. */
    private static final int QUICK_GROUPS = 4;

    private final int precision;
    private final int scale;
    private final DecimalDigits digits = new DecimalDigits();
    private final BinaryOutput text = new BinaryOutput(64);

    /** Numbers by the column's modifier, -1 for any. */
    NumericCodec(int modifier) {
        int packed = modifier - 4;
        precision = modifier < 0 ? -1 : packed >>> 16 & 0xffff;
        // Eleven bits with a sign
        scale = modifier < 0 ? 0 : ((packed & 0x7ff) ^ 0x400) - 0x400;
    }

    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        switch (rows.type(row, cell)) {
            case BOOLEAN, INTEGER -> digits.read(ascii(Long.toString(rows.longValue(row, cell))));
            case REAL -> {
                double value = rows.doubleValue(row, cell);
                if (!Double.isFinite(value)) {
                    writeSpecial(Double.toString(value), out);
                    return;
                }
                digits.read(ascii(decimal(value)));
            }
            case DECIMAL, TEXT -> {
                String special = special(rows, row, cell);
                if (special != null) {
                    writeSpecial(special, out);
                    return;
                }
                int start = rows.offset(row, cell);
                if (!digits.read(rows.arena(), start, start + rows.length(row, cell))) {
                    throw Misfit.type(rows, row, cell, "numbers");
                }
            }
            default -> throw Misfit.type(rows, row, cell, "numbers");
        }
        check();
        writeDigits(out);
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        int groups = BinaryOutput.shortAt(bytes, offset);
        int weight = BinaryOutput.shortAt(bytes, offset + 2);
        int sign = BinaryOutput.shortAt(bytes, offset + 4) & 0xffff;
        int shown = BinaryOutput.shortAt(bytes, offset + 6);
        if (sign != POSITIVE && sign != NEGATIVE) {
            into.addBytes(CellType.DECIMAL, ascii(special(sign)));
        } else if (shown == 0 && weight < QUICK_GROUPS) {
            into.addLong(whole(bytes, offset + HEADER, groups, weight) * (sign == NEGATIVE ? -1 : 1));
        } else {
            text.cut(0);
            if (sign == NEGATIVE) {
                text.addByte('-');
            }
            addText(bytes, offset + HEADER, groups, weight, shown);
            into.addBytes(CellType.DECIMAL, text.bytes(), 0, text.used());
        }
    }

    @Override
    public boolean keeps(CellType type) {
        return type != CellType.TEXT;
    }

    private static String decimal(double value) {
        boolean fits = value == Math.rint(value) && value >= -0x1p63 && value < 0x1p63;
        if (value == 0 && 1 / value < 0) {
            throw Misfit.inexact("it does not keep the sign of a negative zero");
        }
        return fits ? Long.toString((long) value) : ShortestDecimal.text(value);
    }

    private static String special(RowBuffer rows, int row, int cell) {
        int length = rows.length(row, cell);
        byte last = length == 0 ? 0 : rows.arena()[rows.offset(row, cell) + length - 1];
        if (last != 'N' && last != 'y' || length > 9) {
            return null;
        }
        String word = rows.text(row, cell);
        return word.equals("NaN") || word.equals("Infinity") || word.equals("-Infinity") ? word : null;
    }

    private void writeSpecial(String word, BinaryOutput out) {
        boolean infinite = !word.equals("NaN");
        if (infinite && precision >= 0) {
            throw Misfit.range("with a precision it has no infinity; 'numeric' without one has");
        }
        out.addShort(0);
        out.addShort(0);
        out.addShort(infinite ? word.startsWith("-") ? MINUS_INFINITY : INFINITY : NOT_A_NUMBER);
        out.addShort(0);
    }

    private void check() {
        if (digits.tooLong()) {
            throw Misfit.range("a number of more digits than PostgreSQL keeps");
        }
        if (precision < 0 || digits.isZero()) {
            return;
        }
        if (digits.lowest() < -scale) {
            throw Misfit.inexact("a number would be rounded to " + scale + " digits behind the point");
        }
        if (digits.highest() >= precision - scale) {
            throw Misfit.range("a number has more than " + (precision - scale) + " digits before the point");
        }
    }

    /** Groups of four digits, the first and last not zero, aligned to the point. */
    private void writeDigits(BinaryOutput out) {
        int start = out.used();
        int weight = digits.isZero() ? 0 : Math.floorDiv(digits.highest(), 4);
        int last = digits.isZero() ? 1 : Math.floorDiv(digits.lowest(), 4);
        out.addLong(0);
        int groups = 0;
        for (int group = weight; group >= last; group--) {
            int value = 0;
            for (int power = group * 4 + 3; power >= group * 4; power--) {
                value = value * 10 + digits.at(power);
            }
            out.addShort(value);
            groups++;
        }
        out.putShort(start, groups);
        out.putShort(start + 2, groups == 0 ? 0 : weight);
        out.putShort(start + 4, digits.negative() && !digits.isZero() ? NEGATIVE : POSITIVE);
        out.putShort(start + 6, precision < 0 ? digits.shown() : Math.max(0, scale));
    }

    private static long whole(byte[] bytes, int at, int groups, int weight) {
        long value = 0;
        for (int group = 0; group <= weight; group++) {
            value = value * BASE + (group < groups ? BinaryOutput.shortAt(bytes, at + 2 * group) : 0);
        }
        return value;
    }

    private void addText(byte[] bytes, int at, int groups, int weight, int shown) {
        if (weight < 0) {
            text.addByte('0');
        }
        boolean leading = true;
        for (int group = 0; group <= weight; group++) {
            int value = group < groups ? BinaryOutput.shortAt(bytes, at + 2 * group) : 0;
            for (int power : POWERS) {
                int digit = value / power % 10;
                leading &= digit == 0 && (group < weight || power > 1);
                if (!leading) {
                    text.addByte('0' + digit);
                }
            }
        }
        if (shown > 0) {
            text.addByte('.');
        }
        for (int place = 0; place < shown; place++) {
            int index = weight + 1 + place / 4;
            int value = index >= 0 && index < groups ? BinaryOutput.shortAt(bytes, at + 2 * index) : 0;
            text.addByte('0' + value / POWERS[place % 4] % 10);
        }
    }

    private static String special(int sign) {
        return switch (sign) {
            case INFINITY -> "Infinity";
            case MINUS_INFINITY -> "-Infinity";
            default -> "NaN";
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
