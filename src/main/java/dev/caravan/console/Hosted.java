package dev.caravan.console;

import static java.util.Objects.requireNonNull;

/**
 * A migration that the process knows, whether it runs or not.
 *
 * @param description a sentence from its file; may be empty
 * @param waiting what it waits for before it starts (again), for people: {@code schedule, next at 02:00}; empty when
 *     nothing is pending, and while it runs
 */
public record Hosted(String name, String description, String waiting) {
    public Hosted {
        requireNonNull(name, "name is null");
        requireNonNull(description, "description is null");
        requireNonNull(waiting, "waiting is null");
    }
}
