package dev.caravan.system.postgresql.type;

/** Days since 2000-01-01 and dates of the Gregorian calendar, which PostgreSQL uses for all times. Year 0 is 1 BC. */
final class Calendar {
    private static final int DAYS_TO_2000 = 730_425;
    private static final int DAYS_OF_ERA = 146_097;
    private static final int[] DAYS_OF_MONTH = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private long year;
    private int month;
    private int day;

    long year() {
        return year;
    }

    int month() {
        return month;
    }

    int day() {
        return day;
    }

    /** True for a date that exists. */
    static boolean exists(long year, long month, long day) {
        if (month < 1 || month > 12 || day < 1) {
            return false;
        }
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return day <= DAYS_OF_MONTH[(int) month - 1] + (month == 2 && leap ? 1 : 0);
    }

    /** The days from 2000-01-01 to a date. Counted in years that begin in March, so that the leap day is the last. */
    static long days(long year, long month, long day) {
        long y = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(y, 400);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return era * DAYS_OF_ERA + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - DAYS_TO_2000;
    }

    /** Moves to a date. */
    void moveTo(long daysSince2000) {
        long days = daysSince2000 + DAYS_TO_2000;
        long era = Math.floorDiv(days, DAYS_OF_ERA);
        long dayOfEra = days - era * DAYS_OF_ERA;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long marchMonth = (5 * dayOfYear + 2) / 153;
        day = (int) (dayOfYear - (153 * marchMonth + 2) / 5 + 1);
        month = (int) (marchMonth < 10 ? marchMonth + 3 : marchMonth - 9);
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    }
}
