package dev.caravan.step.check;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time at which a line of a log was written, as most programs put it in front: {@code 2026-01-31T23:59:59.123Z}, with a space
 * for the T, in brackets, with an offset; without one it is that of this machine.
 */
final class LogTimes {
    private static final Pattern TIME = Pattern.compile(
            "^\\W{0,2}(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2}:\\d{2})(?:[.,](\\d{1,9}))?\\s?(Z|[+-]\\d{2}:?\\d{2})?");

    private final ZoneId here;

    LogTimes(ZoneId here) {
        this.here = here;
    }

    /** When a line was written; empty for one that does not begin with a time. */
    Optional<Instant> of(String line) {
        Matcher matcher = TIME.matcher(line);
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            String part = matcher.group(3) == null ? "" : "." + matcher.group(3);
            LocalDateTime time = LocalDateTime.parse(matcher.group(1) + "T" + matcher.group(2) + part);
            String offset = matcher.group(4);
            return Optional.of(
                    offset == null ? time.atZone(here).toInstant() : time.toInstant(ZoneOffset.of(colon(offset))));
        } catch (DateTimeException noDay) {
            return Optional.empty();
        }
    }

    private static String colon(String offset) {
        return offset.length() == 5 ? offset.substring(0, 3) + ":" + offset.substring(3) : offset;
    }
}
