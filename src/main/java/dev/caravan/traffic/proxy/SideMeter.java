package dev.caravan.traffic.proxy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Counts what one side answered since the process began. Safe for use by several threads. */
final class SideMeter {
    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final int SERVER_ERROR = 500;

    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final ConcurrentHistogram micros = new ConcurrentHistogram(LONGEST_MICROS, 2);

    /**
     * Counts an answer.
     *
     * @param status 5xx counts as an error; so does an answer that never came, as 502 or 504
     * @param nanos from the request's head to the answer's head
     */
    void count(int status, long nanos) {
        requests.increment();
        if (status >= SERVER_ERROR) {
            errors.increment();
        }
        micros.recordValue(Math.min(LONGEST_MICROS, Math.max(1, nanos / 1000)));
    }

    long requests() {
        return requests.sum();
    }

    long errors() {
        return errors.sum();
    }

    /** The times in microseconds, at this moment. */
    Histogram micros() {
        return micros.copy();
    }
}
