package dev.caravan.step.ramp;

import dev.caravan.model.Traffic;
import dev.caravan.spi.MetricProvider;
import java.util.OptionalDouble;

/** Where a ramp's figures come from. Safe for use by several threads. */
public interface Metering {
    /**
     * What measures the sides of a service; to be closed after use.
     *
     * @param migration the migration's name
     * @throws dev.caravan.model.CaravanException TARGET_UNUSABLE when it cannot be opened
     */
    MetricProvider open(String migration, Traffic service);

    /** The number that a query of the service's Prometheus gives; empty when there is none. */
    OptionalDouble ask(Traffic service, String query);
}
