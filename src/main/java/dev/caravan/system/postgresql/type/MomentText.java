package dev.caravan.system.postgresql.type;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;

/** Writes what {@link Moment} reads. Used again for the next one; one a thread. */
final class MomentText {
    private final BinaryOutput text = new BinaryOutput(64);
    private final Calendar calendar = new Calendar();

    MomentText begin() {
        text.cut(0);
        return this;
    }

    MomentText infinity(boolean positive) {
        text.addAscii(positive ? "infinity" : "-infinity");
        return this;
    }

    /** A date without its era; {@link #era} follows at the end. */
    MomentText date(long days) {
        calendar.moveTo(days);
        padded(calendar.year() > 0 ? calendar.year() : 1 - calendar.year(), 4);
        text.addByte('-');
        padded(calendar.month(), 2);
        text.addByte('-');
        padded(calendar.day(), 2);
        return this;
    }

    MomentText separator() {
        text.addByte('T');
        return this;
    }

    MomentText time(long micros) {
        long seconds = micros / 1_000_000;
        padded(seconds / 3600, 2);
        text.addByte(':');
        padded(seconds / 60 % 60, 2);
        text.addByte(':');
        padded(seconds % 60, 2);
        long fraction = micros % 1_000_000;
        if (fraction != 0) {
            text.addByte('.');
            int digits = 6;
            while (fraction % 10 == 0) {
                fraction /= 10;
                digits--;
            }
            padded(fraction, digits);
        }
        return this;
    }

    MomentText utc() {
        text.addByte('Z');
        return this;
    }

    /** An offset in seconds east of Greenwich. */
    MomentText zone(int seconds) {
        int size = Math.abs(seconds);
        text.addByte(seconds < 0 ? '-' : '+');
        padded(size / 3600, 2);
        text.addByte(':');
        padded(size / 60 % 60, 2);
        if (size % 60 != 0) {
            text.addByte(':');
            padded(size % 60, 2);
        }
        return this;
    }

    MomentText era() {
        if (calendar.year() <= 0) {
            text.addAscii(" BC");
        }
        return this;
    }

    void addTo(RowBuffer rows) {
        rows.addBytes(CellType.TEXT, text.bytes(), 0, text.used());
    }

    private void padded(long value, int least) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        int count = Math.max(least, digits);
        long power = 1;
        for (int i = 1; i < count; i++) {
            power *= 10;
        }
        for (; power > 0; power /= 10) {
            text.addByte((int) ('0' + value / power % 10));
        }
    }
}
