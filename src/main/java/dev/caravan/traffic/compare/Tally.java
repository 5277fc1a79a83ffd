package dev.caravan.traffic.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what became of copied requests, within bounded memory. Safe for use by several threads. {@code mirrored} is the sum of
 * what was compared, dropped and failed, and of what is still under way.
 */
public final class Tally {
    private static final int ENDPOINTS = 100;
    /** The first status by which a service says that it failed. */
    private static final int ERROR = 500;

    private static final String OTHERS = "others";

    private final AnswerComparison comparison;
    private final Times times = new Times();
    private final Map<String, EndpointTally> endpoints = new LinkedHashMap<>();
    private final Map<String, Long> drops = new TreeMap<>();
    private final Map<String, Long> failures = new TreeMap<>();
    private long mirrored;
    private long compared;
    private long agreed;
    private long dropped;
    private long failed;
    private long errorsOfV1;
    private long errorsOfV2;

    public Tally(AnswerComparison comparison) {
        this.comparison = comparison;
    }

    /** A request is to be copied. */
    public synchronized void mirrored() {
        mirrored++;
    }

    /** A copy was not made, or its answer not compared. */
    public synchronized void dropped(String why) {
        dropped++;
        drops.merge(why, 1L, Long::sum);
    }

    /** A copy was made and not answered. */
    public synchronized void failed(String method, String uri, String why) {
        failed++;
        failures.merge(why, 1L, Long::sum);
        endpoint(method, uri).fail();
    }

    /** True when the side that serves should be asked a second time, as little is known of this endpoint's noise. */
    public synchronized boolean wantsNoise(String method, String uri) {
        return endpoint(method, uri).wantsNoise();
    }

    /** What differs between two answers of the same side is noise. */
    public void learn(String method, String uri, Answer first, Answer second) {
        List<Difference> own = comparison.differences(first, second);
        synchronized (this) {
            endpoint(method, uri).learn(own);
        }
    }

    /** Compares two answers, and counts them; true when they agree. */
    public boolean add(String method, String uri, Answer v1, Answer v2) {
        List<Difference> found = comparison.same(v1, v2) ? List.of() : comparison.differences(v1, v2);
        synchronized (this) {
            compared++;
            times.add(v1.nanos(), v2.nanos());
            boolean agree = endpoint(method, uri).add(v1, v2, Endpoints.record(uri), found);
            agreed += agree ? 1 : 0;
            errorsOfV1 += v1.status() >= ERROR ? 1 : 0;
            errorsOfV2 += v2.status() >= ERROR ? 1 : 0;
            return agree;
        }
    }

    private EndpointTally endpoint(String method, String uri) {
        String name = Endpoints.name(method, uri);
        if (endpoints.size() >= ENDPOINTS && !endpoints.containsKey(name)) {
            name = OTHERS;
        }
        return endpoints.computeIfAbsent(name, key -> new EndpointTally());
    }

    /**
     * Everything as JSON. {@code agreement}, the share of compared and failed copies that agreed, is not there before the first;
     * {@code errors} are the shares of compared answers with status 500 and above, by side.
     *
     * @param values true to show values in examples; else their types and lengths
     */
    public synchronized ObjectNode json(boolean values) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("mirrored", mirrored).put("compared", compared).put("agreed", agreed);
        json.put("differences", compared - agreed).put("dropped", dropped).put("failed", failed);
        json.put("pending", mirrored - compared - dropped - failed);
        if (compared + failed > 0) {
            json.put("agreement", (double) agreed / (compared + failed));
        }
        if (compared > 0) {
            json.set("latency", times.json());
            json.putObject("errors")
                    .put("v1", (double) errorsOfV1 / compared)
                    .put("v2", (double) errorsOfV2 / compared);
        }
        drops.forEach(json.putObject("drops")::put);
        failures.forEach(json.putObject("failures")::put);
        ArrayNode all = json.putArray("endpoints");
        endpoints.forEach((name, endpoint) -> all.add(endpoint.json(name, values)));
        return json;
    }
}
