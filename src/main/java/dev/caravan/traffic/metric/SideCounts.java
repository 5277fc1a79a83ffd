package dev.caravan.traffic.metric;

import dev.caravan.model.Side;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Answers that were read out of a router's log, by side, to be handed to a {@link WindowBook}. */
final class SideCounts {
    private static final int SERVER_ERROR = 500;
    private static final int LAST_STATUS = 599;

    private final Map<Side, Histogram> micros = new EnumMap<>(Side.class);
    private final Map<Side, Long> requests = new EnumMap<>(Side.class);
    private final Map<Side, Long> errors = new EnumMap<>(Side.class);

    SideCounts() {
        for (Side side : Side.values()) {
            micros.put(side, new Histogram(2));
        }
    }

    /**
     * Counts an answer.
     *
     * @param side {@code v1} or {@code v2}; anything else is not counted
     * @param gone true when the client went away before it had its answer, which is nobody's error
     * @param millis from the request to the answer's head; negative where there was none
     */
    void count(String side, int status, boolean gone, double millis) {
        if (!side.equals("v1") && !side.equals("v2")) {
            return;
        }
        Side on = side.equals("v1") ? Side.V1 : Side.V2;
        requests.merge(on, 1L, Long::sum);
        if (!gone && status >= SERVER_ERROR && status <= LAST_STATUS) {
            errors.merge(on, 1L, Long::sum);
        }
        if (millis >= 0) {
            micros.get(on).recordValue((long) Math.max(1, millis * 1000));
        }
    }

    void into(WindowBook book) {
        for (Side side : Side.values()) {
            book.add(side, requests.getOrDefault(side, 0L), errors.getOrDefault(side, 0L), micros.get(side));
        }
    }
}
