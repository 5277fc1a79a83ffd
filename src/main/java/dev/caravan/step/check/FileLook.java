package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is there, and holds a text. */
final class FileLook implements Look {
    @Override
    public Seen look(StepCall call) {
        JsonNode options = call.step().options();
        Path file = Path.of(options.path("file").asText());
        ObjectNode facts = Look.facts();
        if (!Files.exists(file)) {
            return Seen.bad(file + " is not there", facts);
        }
        try {
            String wanted = options.path("contains").asText("");
            facts.put("bytes", Files.isDirectory(file) ? 0 : Files.size(file));
            boolean holds = wanted.isEmpty()
                    || Files.readString(file, StandardCharsets.ISO_8859_1).contains(latin(wanted));
            return holds ? Seen.good(facts) : Seen.bad(file + " does not hold '" + wanted + "'", facts);
        } catch (IOException e) {
            return Seen.bad(file + " cannot be read: " + e.getMessage(), facts);
        }
    }

    /** The text's UTF-8 bytes as letters, so that files of any encoding can be searched. */
    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Override
    public String outlook(JsonNode options) {
        return options.path("file").asText() + " is there" + (options.has("contains") ? " and holds a text" : "");
    }
}
