package dev.caravan.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is told what of a migration.
 *
 * @param channels by name, in the file's order
 * @param on the channels that are told of an event: {@code start}, {@code waiting}, {@code failed}, {@code rolled-back}, {@code
 *     done}
 * @param ladder who is told, later and later, while something waits that should not, or has failed
 */
public record Notices(Map<String, Channel> channels, Map<String, List<String>> on, List<Rung> ladder) {
    public Notices {
        channels = Collections.unmodifiableMap(new LinkedHashMap<>(channels));
        on = Map.copyOf(on);
        ladder = List.copyOf(ladder);
    }

    /** Nobody is told anything. */
    public static Notices none() {
        return new Notices(Map.of(), Map.of(), List.of());
    }

    /**
     * A way to people.
     *
     * @param kind {@code webhook}, {@code slack}, {@code pagerduty}, {@code mail} or {@code file}
     * @param address what the kind's key names; may be a secret, so never shown
     * @param options the channel's other keys, an object
     */
    public record Channel(String name, String kind, String address, JsonNode options) {}

    /**
     * Who is told after something has waited so long.
     *
     * @param pauses true to tell of pauses too that the plan itself wants
     */
    public record Rung(Duration after, List<String> to, boolean pauses) {
        public Rung {
            to = List.copyOf(to);
        }
    }
}
