package dev.caravan.system.chroma;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Closes bodies that are not read to their end in time: the JDK's own timeout covers an answer's headers alone. */
final class Watchdog implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "chroma-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    Watchdog() {
        // Else a body that was read long ago stays in memory until its deadline
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Closes {@code body} at a time of {@link System#nanoTime} unless the watch is closed before. */
    Watch closeAt(InputStream body, long deadline) {
        AtomicBoolean bitten = new AtomicBoolean();
        long wait = Math.max(0, deadline - System.nanoTime());
        ScheduledFuture<?> bite = timer.schedule(() -> bite(body, bitten), wait, TimeUnit.NANOSECONDS);
        return new Watch(bite, bitten);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private static void bite(InputStream body, AtomicBoolean bitten) {
        bitten.set(true);
        try {
            body.close();
        } catch (IOException e) {
            // Nobody reads it any more, which is all that was wanted
        }
    }

    /** One body that is watched. */
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
