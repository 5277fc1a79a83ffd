package dev.caravan.step.freeze;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.Fingerprint;
import dev.caravan.spi.Snapshot;

/**
 * What a system held, short enough for the journal.
 *
 * @param digest of all parts together
 * @param parts the digest of each, by its name; the first thousand
 */
record Held(String digest, long records, ObjectNode parts) {
    private static final int NAMED = 1000;

    static Held of(Snapshot.Contents contents) {
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
}
