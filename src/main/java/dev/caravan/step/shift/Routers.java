package dev.caravan.step.shift;

import dev.caravan.model.Traffic;
import dev.caravan.spi.TrafficRouter;

/** Finds the router of a service. */
@FunctionalInterface
public interface Routers {
    /**
     * The router; to be closed after use.
     *
     * @param migration the migration's name
     */
    TrafficRouter of(String migration, Traffic service);
}
