package dev.caravan.spi;

import dev.caravan.model.Split;
import java.time.Duration;

/**
 * A share that has changed.
 *
 * @param from what was in force
 * @param to what is now
 * @param took from the first word to the router until its listener proved it
 * @param journalled false when the journal could not be written, and the share fell all the same
 */
public record Shifted(Split from, Split to, Duration took, boolean journalled) {}
