package dev.caravan.traffic.compare;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The times of both sides to the same requests. To be used by one thread at a time. */
final class Times {
    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final double[] QUANTILES = {50, 95, 99};
    private static final int DIGITS = 2;

    private final Histogram v1 = new Histogram(DIGITS);
    private final Histogram v2 = new Histogram(DIGITS);

    void add(long v1Nanos, long v2Nanos) {
        v1.recordValue(micros(v1Nanos));
        v2.recordValue(micros(v2Nanos));
    }

    private static long micros(long nanos) {
        return Math.min(LONGEST_MICROS, Math.max(1, nanos / 1000));
    }

    /** Milliseconds by quantile for each side, and v2's as a multiple of v1's. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode one = json.putObject("v1");
        ObjectNode other = json.putObject("v2");
        ObjectNode ratio = json.putObject("ratio");
        for (double quantile : QUANTILES) {
            String name = "p" + (int) quantile;
            double v1Millis = v1.getValueAtPercentile(quantile) / 1000.0;
            double v2Millis = v2.getValueAtPercentile(quantile) / 1000.0;
            one.put(name, v1Millis);
            other.put(name, v2Millis);
            ratio.put(name, Math.round(v2Millis / v1Millis * 1000) / 1000.0);
        }
        return json;
    }
}
