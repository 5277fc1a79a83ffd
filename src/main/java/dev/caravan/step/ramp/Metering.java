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

    /**
     * What counts the answers of both sides that are compared now, as requests of v2, and those that differ as its errors; to be
     * closed after use. Tells nothing while no requests are copied.
     *
     * @param migration the migration's name
     * @param service one with a mirror
     */
    MetricProvider pairs(String migration, Traffic service);

    /** The number that a query of the service's Prometheus gives; empty when there is none. */
    OptionalDouble ask(Traffic service, String query);
}
