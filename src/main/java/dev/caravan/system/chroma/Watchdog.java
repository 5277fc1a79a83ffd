package dev.caravan.system.chroma;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Ends calls that take too long as a whole: the client's own timeout begins anew with every byte of an answer. */
final class Watchdog implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "chroma-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    Watchdog() {
        // Else a call that ended long ago stays in memory until its deadline
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Runs {@code end} at a time of {@link System#nanoTime} unless the watch is closed before. */
    Watch endAt(Runnable end, long deadline) {
        AtomicBoolean bitten = new AtomicBoolean();
        long wait = Math.max(0, deadline - System.nanoTime());
        Runnable bite = () -> {
            bitten.set(true);
            end.run();
        };
        return new Watch(timer.schedule(bite, wait, TimeUnit.NANOSECONDS), bitten);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One call that is watched. */
    record Watch(ScheduledFuture<?> bite, AtomicBoolean bitten) implements AutoCloseable {
        boolean hasBitten() {
            return bitten.get();
        }

        @Override
        public void close() {
            bite.cancel(false);
        }
    }
}
