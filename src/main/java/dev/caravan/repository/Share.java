package dev.caravan.repository;

import dev.caravan.model.Split;
import java.time.Instant;

/**
 * What is on record of a service's share. What is in force, only its router knows.
 *
 * @param passage the passage through the plan in which it last changed; 0 for none
 * @param found what was in force when that passage first changed it
 * @param split what was brought into force last
 * @param raised when it last rose, or null
 * @param millis how long the last change took, its proof included
 */
public record Share(
        String migration,
        String service,
        long passage,
        Split found,
        Split split,
        Instant changed,
        Instant raised,
        String who,
        String why,
        long millis) {}
