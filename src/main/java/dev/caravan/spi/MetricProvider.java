package dev.caravan.spi;

import dev.caravan.model.Side;
import dev.caravan.model.SideWindow;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells how the two sides of one service do. Used by one thread at a time.
 *
 * <p>What happened before the provider was opened may be unknown to it, which {@link SideWindow#covered} then shows.
 */
public interface MetricProvider extends AutoCloseable {
    /**
     * What a side answered in the last stretch of time.
     *
     * @param length more than nothing
     * @return empty when it cannot be had: nobody answers, or what is answered cannot be true. A side without requests is not
     *     empty: its counts are 0
     */
    Optional<SideWindow> window(Side side, Duration length);

    /** Gives back what it holds; what it measures goes on where it is measured. */
    @Override
    void close();
}
