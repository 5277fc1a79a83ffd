package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are there, and hold a text; commas part several. */
final class FileLook implements Look {
    @Override
    public Seen look(StepCall call) {
        JsonNode options = call.step().options();
        ObjectNode facts = Look.facts();
        String wanted = options.path("contains").asText("");
        for (String file : options.path("file").asText().split("\\s*,\\s*")) {
            String problem = problem(Path.of(file), wanted, facts);
            if (!problem.isEmpty()) {
                return Seen.bad(problem, facts);
            }
        }
        return Seen.good(facts);
    }

    private static String problem(Path file, String wanted, ObjectNode facts) {
        if (!Files.exists(file)) {
            return file + " is not there";
        }
        try {
            long bytes = Files.isDirectory(file) ? 0 : Files.size(file);
            facts.put("bytes", facts.path("bytes").asLong() + bytes);
            boolean holds = wanted.isEmpty()
                    || Files.readString(file, StandardCharsets.ISO_8859_1).contains(latin(wanted));
            return holds ? "" : file + " does not hold '" + wanted + "'";
        } catch (IOException e) {
            return file + " cannot be read: " + e.getMessage();
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
