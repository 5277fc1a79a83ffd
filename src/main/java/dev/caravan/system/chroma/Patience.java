package dev.caravan.system.chroma;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Waits as long as a server asks for, but no longer than five minutes, and no longer than the work goes on. */
final class Patience {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration FIRST = Duration.ofMillis(250);

    private final Clock clock;
    private final CountDownLatch ended = new CountDownLatch(1);

    Patience(Clock clock) {
        this.clock = clock;
    }

    /**
     * How long to wait.
     *
     * @param retryAfter the header: seconds, a date, or anything else
     * @param before how often was waited for the same call already
     */
    Duration forAnswer(String retryAfter, int before) {
        Duration asked = parse(retryAfter.strip());
        Duration base = asked == null ? FIRST.multipliedBy(1L << Math.min(before, 10)) : asked;
        // So that many who were sent away together do not come back together
        long jitter = ThreadLocalRandom.current().nextLong(1 + Math.min(1000, base.toMillis() / 10 + 10));
        Duration wait = base.plusMillis(jitter);
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    /** Waits, unless the end comes first. */
    void await(Duration wait) {
        try {
            if (ended.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refused(Refused.BROKEN_OFF, "the work ended while the server asked for patience", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Refused.BROKEN_OFF, "the wait was interrupted", e);
        }
    }

    /** Ends every wait, now and later. */
    void end() {
        ended.countDown();
    }

    private Duration parse(String text) {
        if (text.matches("[0-9]{1,18}")) {
            return Duration.ofSeconds(Math.min(Long.parseLong(text), LONGEST.toSeconds()));
        }
        try {
            ZonedDateTime at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration until = Duration.between(clock.instant(), at.toInstant());
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
