package dev.caravan.run;

import dev.caravan.model.Step;
import java.time.Instant;

/**
 * A share that was taken back while no ramp looked at it.
 *
 * @param step gave v2 the share, and has failed with it
 * @param why for people
 * @param at when it was back on v1
 */
public record ShareFall(Step step, String why, Instant at) {}
