package dev.caravan.step.ramp;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What came of a look at the figures.
 *
 * @param why for people: what was seen, against what
 * @param figures the figures of both sides over the longest stretch that was looked at, an object
 */
record Judgement(Verdict verdict, String why, JsonNode figures) {
    boolean isHealthy() {
        return verdict == Verdict.HEALTHY;
    }

    /** True when v2 is bad, or nobody can tell how it is, so that it should not be borne for long. */
    boolean isBad() {
        return verdict == Verdict.UNHEALTHY || verdict == Verdict.NO_METRICS;
    }
}
