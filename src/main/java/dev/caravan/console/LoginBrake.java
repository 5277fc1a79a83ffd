package dev.caravan.console;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Slows down whoever guesses passwords. After three failures for a name from one address, each further one doubles the time
 * until the next try is looked at, up to a minute; nobody is ever locked out for good. All tries together are limited too, so
 * that hashing takes no more than a share of the machine. Safe for use by several threads.
 */
final class LoginBrake {
    private static final int FREE_FAILURES = 3;
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);
    private static final int MOST_REMEMBERED = 10_000;
    private static final int TRIES_A_MINUTE = 60;

    private final LongSupplier nanoTime;
    private final RateLimiter all;
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** A brake that reads this clock. */
    LoginBrake(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.all = RateLimiter.of(
                "logins",
                RateLimiterConfig.custom()
                        .limitForPeriod(TRIES_A_MINUTE)
                        .limitRefreshPeriod(Duration.ofMinutes(1))
                        .timeoutDuration(Duration.ZERO)
                        .build());
    }

    /** How long this one has to wait before a try is looked at; zero when it may try now. */
    Duration pause(String name, String address) {
        Duration own = own(key(name, address));
        if (own.isZero() && !all.acquirePermission()) {
            return LONGEST;
        }
        return own;
    }

    /** Counts a failure; answers how many there were in a row. */
    synchronized int failed(String name, String address) {
        Failures before = failures.getOrDefault(key(name, address), Failures.NONE);
        int count = before.count() + 1;
        int over = Math.min(16, count - FREE_FAILURES);
        long seconds = over < 0 ? 0 : Math.min(LONGEST.toSeconds(), 1L << over);
        failures.put(key(name, address), new Failures(count, nanoTime.getAsLong(), Duration.ofSeconds(seconds)));
        return count;
    }

    /** Forgets the failures of one who is in. */
    synchronized void succeeded(String name, String address) {
        failures.remove(key(name, address));
    }

    private synchronized Duration own(String key) {
        Failures known = failures.get(key);
        if (known == null) {
            return Duration.ZERO;
        }
        Duration passed = Duration.ofNanos(nanoTime.getAsLong() - known.last());
        if (passed.compareTo(FORGOTTEN) > 0) {
            failures.remove(key);
            return Duration.ZERO;
        }
        Duration left = known.pause().minus(passed);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static String key(String name, String address) {
        return address + " " + name;
    }

    private record Failures(int count, long last, Duration pause) {
        static final Failures NONE = new Failures(0, 0, Duration.ZERO);
    }
}
