package dev.caravan.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

    /** How long something may take: the key {@code timeout}, whose form the settings have checked. */
    public Duration timeout(Duration usual) {
        return Durations.parse(options.path("timeout").asText("")).orElse(usual);
    }

    /**
     * What stands beside the address under a key, or else in the address; empty for neither.
     *
     * @param inUrl as the URL has it, percent-encoded; null where it has none
     */
    public String beside(String key, String inUrl) {
        JsonNode option = options.path(key);
        if (option.isValueNode() && !option.isNull()) {
            return option.asText();
        }
        return inUrl == null ? "" : URLDecoder.decode(inUrl.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Without address and options, which may hold a password. */
    @Override
    public String toString() {
        return kind + " '" + name + "' at " + place;
    }
}
