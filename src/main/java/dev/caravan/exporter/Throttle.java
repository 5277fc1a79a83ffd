package dev.caravan.exporter;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/**
 * Limits how many records a second are read. Counts records, not chunks. Safe for use by several threads; the limit may be
 * changed while they wait.
 */
public final class Throttle {
    /** Short periods keep the flow even: a chunk larger than a period's permits borrows from the periods to come. */
    private static final int PERIODS_A_SECOND = 10;

    private final RateLimiter limiter;
    private volatile int limit;

    /** A throttle; {@code limit} is records a second, 0 for none. */
    public Throttle(int limit) {
        this.limiter = RateLimiter.of(
                "records",
                RateLimiterConfig.custom()
                        .limitRefreshPeriod(Duration.ofMillis(1000 / PERIODS_A_SECOND))
                        .limitForPeriod(permits(limit))
                        .timeoutDuration(Duration.ofDays(1))
                        .build());
        this.limit = limit;
    }

    /** The limit now, in records a second; 0 for none. */
    public int limit() {
        return limit;
    }

    /** Changes the limit; 0 for none. */
    public void limit(int recordsPerSecond) {
        limiter.changeLimitForPeriod(permits(recordsPerSecond));
        limit = recordsPerSecond;
    }

    /** Takes permits for records that were just read; answers how long the caller has to wait before it reads on. */
    public Duration take(int records) {
        if (limit == 0 || records == 0) {
            return Duration.ZERO;
        }
        long wait = limiter.reservePermission(records);
        return Duration.ofNanos(Math.max(0, wait));
    }

    private static int permits(int limit) {
        return Math.max(1, limit / PERIODS_A_SECOND);
    }
}
