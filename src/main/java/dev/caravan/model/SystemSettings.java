package dev.caravan.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One entry of {@code systems:}.
 *
 * @param name as pipelines refer to it
 * @param kind {@code files}, {@code sqlite}, ...
 * @param address the kind's own value: a path or a URL, resolved
 * @param schemaFiles SQL files that make a missing target, in order, as absolute paths; empty when none are named
 * @param options the other keys of the entry, as in the file
 * @param place file:line:column of the entry
 */
public record SystemSettings(
        String name, String kind, String address, List<String> schemaFiles, JsonNode options, String place) {
    public SystemSettings {
        schemaFiles = List.copyOf(schemaFiles);
    }

    /** The address for people: a path as it is, a URL without user and password and without what follows a question mark. */
    public String shown() {
        boolean url = address.contains("://");
        return url ? address.replaceFirst("://.*@", "://").replaceFirst("\\?.*", "") : address;
    }

    /** Without address and options, which may hold a password. */
    @Override
    public String toString() {
        return kind + " '" + name + "' at " + place;
    }
}
