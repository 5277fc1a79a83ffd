package dev.caravan.repository;

import java.time.Duration;

/** How waiting is done, so that tests need not wait. Safe for use by several threads. */
public interface Sleeper {
    /** Waits. */
    void sleep(Duration time) throws InterruptedException;

    /** A count of nanoseconds that only ever grows: for intervals, whatever the clock on the wall does. */
    long nanoTime();

    /** The real one. */
    static Sleeper real() {
        return new Sleeper() {
            @Override
            public void sleep(Duration time) throws InterruptedException {
                Thread.sleep(time.toMillis());
            }

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }
        };
    }
}
