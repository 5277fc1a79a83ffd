package dev.caravan.step.freeze;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.Fingerprint;
import dev.caravan.spi.Snapshot;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a system held, short enough for the journal.
 *
 * @param digest of all parts together
 * @param parts the digest of each, by its name; the first thousand
 */
public record Held(String digest, long records, ObjectNode parts) {
    private static final int NAMED = 1000;

    /** What was read of it now. */
    public static Held of(Snapshot.Contents contents) {
        Fingerprint all = new Fingerprint();
        ObjectNode parts = JsonNodeFactory.instance.objectNode();
        for (Snapshot.Part part : contents.parts()) {
            all.field(part.name()).field('n', part.count()).field(part.digest()).end();
            if (parts.size() < NAMED) {
                parts.put(part.name(), part.digest());
            }
        }
        return new Held(all.hex(), contents.count(), parts);
    }

    /** What a freeze step has left in its facts. */
    public static Held of(JsonNode facts) {
        ObjectNode parts = JsonNodeFactory.instance.objectNode();
        facts.path("parts").properties().forEach(part -> parts.set(part.getKey(), part.getValue()));
        return new Held(facts.path("digest").asText(), facts.path("records").asLong(), parts);
    }

    /** The parts that another look has otherwise, has not, or has beside these, by name; empty when both hold the same. */
    public List<String> differences(Held other) {
        if (digest.equals(other.digest)) {
            return List.of();
        }
        Set<String> names = new TreeSet<>();
        parts.fieldNames().forEachRemaining(names::add);
        other.parts.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> parts.path(name).equals(other.parts.path(name)));
        return names.isEmpty() ? List.of("a part that is not among the first " + NAMED) : List.copyOf(names);
    }
}
