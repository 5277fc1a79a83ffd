package dev.caravan.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A service whose traffic moves from v1 to v2.
 *
 * @param name as steps and orders refer to it
 * @param router what splits its traffic: {@code nginx}, {@code haproxy} or {@code embedded}
 * @param options the router's own keys, an object
 * @param v1 the base address of what serves now; its path stands in front of a request's own
 * @param v2 the base address of what shall serve
 * @param paths how a request's path reads on v2, below its base
 * @param sticky what keeps a client on its side
 * @param cohorts clients that move together, by name
 * @param pins clients that stay on a side at any share, by key
 * @param mirror how requests are copied to the other side and compared; null where the file does not say
 * @param rules what keeps the share from moving
 * @param ramp how v2's share rises; null where the file does not say
 * @param place file:line:column
 */
public record Traffic(
        String name,
        String router,
        JsonNode options,
        URI v1,
        URI v2,
        PathMap paths,
        Sticky sticky,
        Map<String, Cohort> cohorts,
        Map<String, Side> pins,
        Mirror mirror,
        TrafficRules rules,
        Ramp ramp,
        String place) {
    public Traffic {
        cohorts = Collections.unmodifiableMap(new LinkedHashMap<>(cohorts));
        pins = Collections.unmodifiableMap(new LinkedHashMap<>(pins));
    }

    /** The same with a ramp that ends at this share. */
    public Traffic rampingTo(Split last) {
        return new Traffic(
                name, router, options, v1, v2, paths, sticky, cohorts, pins, mirror, rules, ramp.upTo(last), place);
    }

    /** A request's path and query as a side knows them, below its base. */
    public String path(Side side, String uri) {
        return side == Side.V1 ? uri : paths.onV2(uri);
    }

    /** The base address of a side. */
    public URI base(Side side) {
        return side == Side.V1 ? v1 : v2;
    }
}
