package dev.caravan.traffic.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What both sides took for each of the first pairs of a replay: for tables that operators keep. Safe for use by several threads. */
final class PairTimes {
    private static final int PAIRS = 1000;
    private static final double MICROS_A_MILLI = 1000.0;

    private final ArrayNode v1 = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode v2 = JsonNodeFactory.instance.arrayNode();

    synchronized void add(long v1Nanos, long v2Nanos) {
        if (v1.size() < PAIRS) {
            v1.add(millis(v1Nanos));
            v2.add(millis(v2Nanos));
        }
    }

    private static double millis(long nanos) {
        return nanos / 1000 / MICROS_A_MILLI;
    }

    /** Milliseconds by side, in the order of the pairs. */
    synchronized ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("v1", v1.deepCopy());
        json.set("v2", v2.deepCopy());
        return json;
    }
}
