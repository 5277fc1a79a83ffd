package dev.caravan.traffic.proxy;

import dev.caravan.model.PathMap;
import dev.caravan.model.Side;
import java.util.EnumMap;
import java.util.Map;

/** What all event loops of a service's listener know. */
record Fronting(
        ServiceFile service,
        String generation,
        Chooser chooser,
        Map<Side, Origin> origins,
        Map<Side, SideMeter> meters,
        MirrorDesk desk,
        Bounds bounds) {
    static Fronting of(
            ServiceFile service, Chooser chooser, Map<Side, SideMeter> meters, MirrorDesk desk, Bounds bounds) {
        Map<Side, Origin> origins = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            PathMap paths = side == Side.V1 ? PathMap.SAME : service.paths();
            origins.put(side, Origin.of(service.base(side), paths, service.ca()));
        }
        return new Fronting(service, service.generation(), chooser, origins, meters, desk, bounds);
    }
}
