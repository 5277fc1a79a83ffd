package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What a file is that somebody dropped, told by its content. */
public sealed interface Drop {
    /** Cannot be read to its end: perhaps its writer is not done yet. */
    record Unfinished(String why) implements Drop {}

    /** A migration file; whether it is a good one is to be seen. */
    record MigrationFile() implements Drop {}

    /**
     * An order.
     *
     * @param migration the migration it is for
     * @param id chosen by who gives it, or null
     * @param by who gives it, or null
     * @param arguments an object
     */
    record OrderFile(String verb, String migration, String id, String by, JsonNode arguments) implements Drop {}

    /** Neither, or an order with mistakes: a line for each. */
    record Wrong(List<String> lines) implements Drop {
        public Wrong {
            lines = List.copyOf(lines);
        }
    }
}
