package dev.caravan.system.postgresql.type;

/**
 * A date, a time, or both, with or without a zone, as ISO 8601 writes it; a year before Christ as PostgreSQL does ({@code BC} at
 * the end). Only forms that mean one thing are taken: no names of months, no {@code 1/2/3}, no {@code now}. Used again for the
 * next one; one a thread.
 */
final class Moment {
    static final long DAY = 86_400_000_000L;
    private static final int[] POWERS = {1_000_000, 100_000, 10_000, 1_000, 100, 10, 1};

    private final AsciiCursor in = new AsciiCursor();
    private long days;
    private long micros;
    private int zone;
    private boolean hasDate;
    private boolean hasTime;
    private boolean hasZone;
    private boolean beyondMicros;
    private int infinite;

    /** Reads a literal; false when it is none of the known forms or no moment that exists. */
    boolean read(byte[] bytes, int start, int length, boolean withDate) {
        in.reset(bytes, start, length);
        days = 0;
        micros = 0;
        zone = 0;
        hasDate = withDate;
        hasTime = false;
        hasZone = false;
        beyondMicros = false;
        infinite = 0;
        return withDate ? readInfinite() || readDate() : readTime() && readZone() && in.atEnd();
    }

    /** 1 and -1 for the infinities, else 0. */
    int infinite() {
        return infinite;
    }

    /** Days since 2000-01-01. */
    long days() {
        return days;
    }

    /** Microseconds of the day. */
    long micros() {
        return micros;
    }

    boolean hasTime() {
        return hasTime;
    }

    boolean hasZone() {
        return hasZone;
    }

    /** Seconds east of Greenwich. */
    int zone() {
        return zone;
    }

    /** True when it names a part of a microsecond, or of what {@code precision} digits of a second can hold. */
    boolean finerThan(int precision) {
        return beyondMicros || micros % POWERS[precision] != 0;
    }

    private boolean readInfinite() {
        if (in.takeRest("infinity")) {
            infinite = 1;
        } else if (in.takeRest("-infinity")) {
            infinite = -1;
        }
        return infinite != 0;
    }

    private boolean readDate() {
        long year = in.digits(4, 7);
        boolean shaped = year >= 0 && in.take('-');
        long month = shaped ? in.digits(2, 2) : -1;
        long day = month >= 0 && in.take('-') ? in.digits(2, 2) : -1;
        if (day < 0) {
            return false;
        }
        if ((in.peek() | 0x20) == 't' || in.peek() == ' ' && !beforeChrist()) {
            in.take((char) in.peek());
            if (!readTime() || !readZone()) {
                return false;
            }
        }
        boolean before = in.take(' ') && in.takeRest("BC");
        long counted = before ? 1 - year : year;
        if (!in.atEnd() || year == 0 || !Calendar.exists(counted, month, day)) {
            return false;
        }
        days = Calendar.days(counted, month, day);
        return true;
    }

    private boolean beforeChrist() {
        AsciiCursor ahead = in.copy();
        return ahead.take(' ') && ahead.takeRest("BC");
    }

    private boolean readTime() {
        hasTime = true;
        long hours = in.digits(2, 2);
        long minutes = hours >= 0 && in.take(':') ? in.digits(2, 2) : -1;
        if (minutes < 0) {
            return false;
        }
        long seconds = 0;
        long fraction = 0;
        if (in.take(':')) {
            seconds = in.digits(2, 2);
            fraction = seconds >= 0 && in.take('.') ? readFraction() : 0;
        }
        micros = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + fraction;
        return seconds >= 0 && fraction >= 0 && minutes < 60 && seconds < 60 && micros <= DAY;
    }

    private long readFraction() {
        int count = in.countDigits();
        if (count == 0) {
            return -1;
        }
        long value = in.digits(1, 6) * POWERS[Math.min(6, count)];
        while (in.countDigits() > 0) {
            beyondMicros |= in.digits(1, 18) != 0;
        }
        return value;
    }

    private boolean readZone() {
        if (in.take('Z') || in.take('z')) {
            hasZone = true;
            return true;
        }
        int sign = in.take('+') ? 1 : in.take('-') ? -1 : 0;
        if (sign == 0) {
            return true;
        }
        hasZone = true;
        long hours = in.digits(2, 2);
        boolean colon = in.take(':');
        long minutes = colon || in.countDigits() > 0 ? in.digits(2, 2) : 0;
        long seconds = colon && in.take(':') ? in.digits(2, 2) : 0;
        zone = (int) (sign * ((hours * 60 + minutes) * 60 + seconds));
        return hours >= 0 && hours < 16 && minutes >= 0 && minutes < 60 && seconds >= 0 && seconds < 60;
    }
}
