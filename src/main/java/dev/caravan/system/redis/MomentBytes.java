package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.LocalDate;

/** The text of a moment, as {@link Instant#toString} has it, without the general formatter that is behind that. */
final class MomentBytes {
    private static final long DAY = 86_400_000;
    private static final long YEAR_10000 = 253_402_300_800_000L;

    private MomentBytes() {}

    /**
     * The text.
     *
     * @param millis since 1970, not negative
     */
    static byte[] of(long millis) {
        if (millis >= YEAR_10000) {
            return Instant.ofEpochMilli(millis).toString().getBytes(US_ASCII);
        }
        LocalDate date = LocalDate.ofEpochDay(millis / DAY);
        int time = (int) (millis % DAY);
        boolean whole = time % 1000 == 0;
        byte[] text = (whole ? "0000-00-00T00:00:00Z" : "0000-00-00T00:00:00.000Z").getBytes(US_ASCII);
        digits(text, 3, date.getYear());
        digits(text, 6, date.getMonthValue());
        digits(text, 9, date.getDayOfMonth());
        digits(text, 12, time / 3_600_000);
        digits(text, 15, time / 60_000 % 60);
        digits(text, 18, time / 1000 % 60);
        if (!whole) {
            digits(text, 22, time % 1000);
        }
        return text;
    }

    /** Puts the digits of a number so that its last one is at a place. */
    private static void digits(byte[] text, int last, int number) {
        for (int at = last, rest = number; rest > 0; at--, rest /= 10) {
            text[at] = (byte) ('0' + rest % 10);
        }
    }
}
