package dev.caravan.system.postgresql.type;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;

/**
 * {@code interval}, as ISO 8601 writes durations, each part with a sign of its own: {@code P1Y-2M3DT-4H5M6.5S}. Months, days and
 * seconds stay apart, as the server keeps them.
 */
final class IntervalCodec implements Codec {
    private static final int DAYS_AT = 8;
    private static final int MONTHS_AT = 12;
    private static final String WANTED = "texts such as P1Y2M3DT4H5M6.5S";

    private final AsciiCursor in = new AsciiCursor();
    private final BinaryOutput text = new BinaryOutput(64);
    private final int precision;
    private long months;
    private long days;
    private long micros;
    private boolean any;

    IntervalCodec(int modifier) {
        int digits = modifier & 0xffff;
        precision = modifier < 0 || digits > MomentCodec.MICROSECONDS ? MomentCodec.MICROSECONDS : digits;
    }

    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        if (rows.type(row, cell) != CellType.TEXT) {
            throw Misfit.type(rows, row, cell, WANTED);
        }
        try {
            if (!read(rows.arena(), rows.offset(row, cell), rows.length(row, cell))) {
                throw Misfit.type(rows, row, cell, WANTED);
            }
        } catch (ArithmeticException e) {
            throw Misfit.range("an interval beyond what it can hold");
        }
        out.addLong(micros);
        out.addInt((int) days);
        out.addInt((int) months);
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        text.cut(0);
        long time = BinaryOutput.longAt(bytes, offset);
        int day = BinaryOutput.intAt(bytes, offset + DAYS_AT);
        int month = BinaryOutput.intAt(bytes, offset + MONTHS_AT);
        if (time == Long.MAX_VALUE && day == Integer.MAX_VALUE && month == Integer.MAX_VALUE) {
            text.addAscii("infinity");
        } else if (time == Long.MIN_VALUE && day == Integer.MIN_VALUE && month == Integer.MIN_VALUE) {
            text.addAscii("-infinity");
        } else {
            format(month, day, time);
        }
        into.addBytes(CellType.TEXT, text.bytes(), 0, text.used());
    }

    @Override
    public boolean keeps(CellType type) {
        return false;
    }

    private void format(int month, int day, long time) {
        text.addByte('P');
        part(month / 12, 'Y');
        part(month % 12, 'M');
        part(day, 'D');
        if (time != 0 || text.used() == 1) {
            text.addByte('T');
            part(time / 3_600_000_000L, 'H');
            part(time / 60_000_000 % 60, 'M');
            seconds(time % 60_000_000, time == 0);
        }
    }

    private void part(long value, char unit) {
        if (value != 0) {
            text.addAscii(Long.toString(value));
            text.addByte(unit);
        }
    }

    private void seconds(long value, boolean always) {
        if (value == 0 && !always) {
            return;
        }
        text.addAscii((value < 0 ? "-" : "") + Math.abs(value) / 1_000_000);
        long fraction = Math.abs(value) % 1_000_000;
        if (fraction != 0) {
            String digits = Long.toString(1_000_000 + fraction).substring(1);
            text.addAscii("." + digits.replaceAll("0+$", ""));
        }
        text.addByte('S');
    }

    private boolean read(byte[] bytes, int start, int length) {
        in.reset(bytes, start, length);
        if (in.takeRest("infinity")) {
            set(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
            return true;
        }
        if (in.takeRest("-infinity")) {
            set(Integer.MIN_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE);
            return true;
        }
        set(0, 0, 0);
        any = false;
        if (!in.take('P')) {
            return false;
        }
        while (!in.atEnd() && in.peek() != 'T') {
            if (!readDatePart()) {
                return false;
            }
        }
        boolean time = in.take('T');
        while (time && !in.atEnd()) {
            if (!readTimePart()) {
                return false;
            }
        }
        return any;
    }

    private void set(int newMonths, int newDays, long newMicros) {
        months = newMonths;
        days = newDays;
        micros = newMicros;
    }

    private boolean readDatePart() {
        long value = signed();
        any = true;
        if (value == Long.MIN_VALUE) {
            return false;
        }
        if (in.take('Y')) {
            months = Math.toIntExact(months + value * 12);
        } else if (in.take('M')) {
            months = Math.toIntExact(months + value);
        } else if (in.take('W')) {
            days = Math.toIntExact(days + value * 7);
        } else {
            days = Math.toIntExact(days + value);
            return in.take('D');
        }
        return true;
    }

    private boolean readTimePart() {
        boolean minus = in.peek() == '-';
        long value = signed();
        any = true;
        if (value == Long.MIN_VALUE) {
            return false;
        }
        if (in.take('H')) {
            micros = Math.addExact(micros, Math.multiplyExact(value, 3_600_000_000L));
            return true;
        }
        if (in.take('M')) {
            micros = Math.addExact(micros, Math.multiplyExact(value, 60_000_000L));
            return true;
        }
        micros = Math.addExact(micros, Math.multiplyExact(value, 1_000_000L));
        if (in.take('.')) {
            long fraction = fraction();
            if (fraction < 0) {
                return false;
            }
            micros = Math.addExact(micros, minus ? -fraction : fraction);
        }
        return in.take('S');
    }

    private long fraction() {
        int count = in.countDigits();
        long value = in.digits(1, 18);
        if (value < 0 || in.countDigits() > 0) {
            return -1;
        }
        for (int digit = count; digit < MomentCodec.MICROSECONDS; digit++) {
            value *= 10;
        }
        boolean rounded = false;
        for (int digit = MomentCodec.MICROSECONDS; digit < count; digit++) {
            rounded |= value % 10 != 0;
            value /= 10;
        }
        long unit = 1;
        for (int digit = precision; digit < MomentCodec.MICROSECONDS; digit++) {
            unit *= 10;
        }
        if (rounded || value % unit != 0) {
            throw Misfit.inexact("an interval would be rounded to " + precision + " digits of a second");
        }
        return value;
    }

    /** A number with or without a sign, or the smallest long for none. */
    private long signed() {
        boolean minus = in.take('-');
        if (!minus) {
            in.take('+');
        }
        long value = in.digits(1, 15);
        return value < 0 ? Long.MIN_VALUE : minus ? -value : value;
    }
}
