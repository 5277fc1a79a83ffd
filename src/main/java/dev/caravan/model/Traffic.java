package dev.caravan.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A service whose traffic moves from v1 to v2.
 *
 * @param name as steps and orders refer to it
 * @param router what splits its traffic: {@code nginx}, {@code haproxy} or {@code embedded}
 * @param options the router's own keys, an object
 * @param v1 the base address of what serves now; its path stands in front of a request's own
 * @param v2 the base address of what shall serve
 * @param writes who may write while both serve
 * @param sticky what keeps a client on its side
 * @param cohorts the keys of the clients of each named cohort: first to v2, last back
 * @param pins clients that stay on a side at any share, by key
 * @param mirror what is copied to v2 and compared, or null for nothing
 * @param ramp v2's shares, each above the one before
 * @param place file:line:column
 */
public record Traffic(
        String name,
        String router,
        JsonNode options,
        URI v1,
        URI v2,
        Writes writes,
        Sticky sticky,
        Map<String, List<String>> cohorts,
        Map<String, Side> pins,
        Mirror mirror,
        Ramp ramp,
        String place) {
    public Traffic {
        cohorts = Collections.unmodifiableMap(new LinkedHashMap<>(cohorts));
        pins = Collections.unmodifiableMap(new LinkedHashMap<>(pins));
    }

    /** The base address of a side. */
    public URI base(Side side) {
        return side == Side.V1 ? v1 : v2;
    }

    /** Who may write while both sides serve. */
    public enum Writes {
        /** Both sides, into one store that stands behind both. */
        SHARED,
        /** Each client's side writes its rows, which belong to it by the sticky key. */
        COHORT,
        /** v1 alone until one instant at a gate, v2 alone from then on. */
        SWITCH
    }

    /**
     * How requests are copied to v2.
     *
     * @param share in percents, from 0 to 100
     * @param methods the methods that are copied; the safe ones unless the file says otherwise
     * @param paths patterns of further {@code METHOD /path} requests that may be copied though their method is not safe
     * @param ignore jq paths that may differ
     * @param tolerances by how much a number at a jq path may differ, as a share of v1's
     * @param anyOrder true when lists are compared without their order
     */
    public record Mirror(
            double share,
            List<String> methods,
            List<String> paths,
            List<String> ignore,
            Map<String, Double> tolerances,
            boolean anyOrder) {
        public Mirror {
            methods = List.copyOf(methods);
            paths = List.copyOf(paths);
            ignore = List.copyOf(ignore);
            tolerances = Collections.unmodifiableMap(new LinkedHashMap<>(tolerances));
        }
    }

    /**
     * How v2's share grows.
     *
     * @param steps the shares, in order; empty for a service that only people shift
     * @param hold how long each is held
     * @param interval how often it is analysed
     * @param healthy comparisons by metric that must hold to go on
     * @param abort comparisons by metric that end it
     * @param verified v2 gets traffic only while a clean verification is not older than this; null for no such limit
     */
    public record Ramp(
            List<Split> steps,
            Duration hold,
            Duration interval,
            Map<String, String> healthy,
            Map<String, String> abort,
            Duration verified) {
        public Ramp {
            steps = List.copyOf(steps);
            healthy = Collections.unmodifiableMap(new LinkedHashMap<>(healthy));
            abort = Collections.unmodifiableMap(new LinkedHashMap<>(abort));
        }
    }
}
