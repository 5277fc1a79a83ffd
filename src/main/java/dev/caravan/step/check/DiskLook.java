package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk with room. */
final class DiskLook implements Look {
    @Override
    public Seen look(StepCall call) {
        JsonNode options = call.step().options();
        ObjectNode facts = Look.facts();
        try {
            long free =
                    Files.getFileStore(Path.of(options.path("disk").asText())).getUsableSpace();
            facts.put("free", free);
            long wanted = bytes(options.path("free").asText("1 B"));
            return free >= wanted
                    ? Seen.good(facts)
                    : Seen.bad(
                            options.path("disk").asText() + " has " + free + " bytes free, less than "
                                    + options.path("free").asText() + "; make room",
                            facts);
        } catch (IOException e) {
            return Seen.bad(options.path("disk").asText() + " cannot be looked at: " + e.getMessage(), facts);
        }
    }

    /** {@code 2 GB}: decimal units, as disks are sold. */
    static long bytes(String text) {
        String unit = text.replaceAll("[0-9.\\s]", "");
        double number = Double.parseDouble(text.replaceAll("[^0-9.]", ""));
        double scale =
                switch (unit) {
                    case "KB" -> 1e3;
                    case "MB" -> 1e6;
                    case "GB" -> 1e9;
                    case "TB" -> 1e12;
                    default -> 1;
                };
        return Math.round(number * scale);
    }

    @Override
    public String outlook(JsonNode options) {
        return options.path("disk").asText() + " has " + options.path("free").asText("room") + " free";
    }
}
