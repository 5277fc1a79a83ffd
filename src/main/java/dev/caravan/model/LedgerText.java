package dev.caravan.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Ledger rows as JSON texts, for systems that keep texts and no tables. */
public final class LedgerText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LedgerText() {}

    /** The row as one line. */
    public static String text(LedgerRow row) {
        ObjectNode text = JSON.createObjectNode()
                .put("partition", row.partition())
                .put("ordinal", row.position().ordinal())
                .put("token", row.position().token())
                .put("done", row.done())
                .put("identity", row.identity())
                .put("updated", row.updated().toString());
        text.set("counts", counts(row.counts()));
        ObjectNode children = text.putObject("children");
        row.children().forEach((table, counts) -> children.set(table, counts(counts)));
        return text.toString();
    }

    /**
     * The row of such a text.
     *
     * @throws RuntimeException when something else has changed the text
     */
    public static LedgerRow row(String text) {
        JsonNode row = tree(text);
        Map<String, Counts> children = new HashMap<>();
        row.required("children").properties().forEach(child -> children.put(child.getKey(), counts(child.getValue())));
        return new LedgerRow(
                row.required("partition").asText(),
                new Position(
                        row.required("ordinal").asLong(), row.required("token").asText()),
                row.required("done").asBoolean(),
                counts(row.required("counts")),
                children,
                row.required("identity").asText(),
                Instant.parse(row.required("updated").asText()));
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ArrayNode counts(Counts counts) {
        return JSON.createArrayNode()
                .add(counts.read())
                .add(counts.imported())
                .add(counts.filtered())
                .add(counts.rejected())
                .add(counts.skipped());
    }

    private static Counts counts(JsonNode of) {
        return new Counts(
                of.required(0).asLong(),
                of.required(1).asLong(),
                of.required(2).asLong(),
                of.required(3).asLong(),
                of.required(4).asLong());
    }
}
