package dev.caravan.spi;

import dev.caravan.model.Split;

/**
 * Splits the traffic of one service between v1 and v2.
 *
 * <p>What is in force is durable with the router itself: it outlives this process and the router's own restarts. Used by one
 * thread at a time. Everything may be repeated, also by another process after a crash in the middle.
 */
public interface TrafficRouter extends AutoCloseable {
    /**
     * Makes the router able to split the service, with the split that was in force, else with nothing on v2; proved by a
     * request through its listener. Does nothing where it is able already.
     *
     * @throws dev.caravan.model.CaravanException TARGET_UNUSABLE when the router does not run, refuses its configuration, or
     *     does not come to obey it in time; what stood before is in force again then
     */
    void install();

    /**
     * The split that is in force, as the router itself holds it.
     *
     * @throws dev.caravan.model.CaravanException TARGET_UNUSABLE when it is not installed or cannot be asked
     */
    Split split();

    /**
     * Brings a split into force. Returns once requests through the listener obey it: no request that begins afterwards is
     * answered by the wrong side. Requests that began before end where they began.
     *
     * @throws dev.caravan.model.CaravanException TARGET_UNUSABLE when it could not be proved; the split before may be in force
     */
    void put(Split split);

    /** Gives back what this process holds; the router goes on. */
    @Override
    void close();
}
