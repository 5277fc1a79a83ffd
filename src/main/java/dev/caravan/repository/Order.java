package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * Something a person or another process wants the runner to do.
 *
 * @param id chosen by who gives it; the same id twice is the same order
 * @param arguments an object
 * @param by who gave it
 * @param taken when a runner took it; null before
 * @param ended when it had its outcome; null before
 * @param outcome null before
 * @param reason for people; empty before, and where there is nothing to say
 */
public record Order(
        String id,
        String verb,
        String migration,
        JsonNode arguments,
        String by,
        Instant created,
        Instant taken,
        Instant ended,
        OrderOutcome outcome,
        String reason) {
    public Order {
        SafeName.check("order id", id);
        requireNonNull(verb, "verb is null");
        SafeName.check("migration", migration);
        requireNonNull(arguments, "arguments is null");
        requireNonNull(by, "by is null");
        requireNonNull(created, "created is null");
        requireNonNull(reason, "reason is null");
    }

    /** A new order. */
    public static Order of(String id, String verb, String migration, JsonNode arguments, String by, Instant created) {
        return new Order(id, verb, migration, arguments, by, created, null, null, null, "");
    }
}
