package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;

/** A line in the last 8 MiB of a log file. */
final class LogLook implements Look {
    private static final long MOST = 8L << 20;

    @Override
    public Seen look(StepCall call) {
        JsonNode options = call.step().options();
        String wanted = options.path("contains").asText();
        ObjectNode facts = Look.facts();
        try (RandomAccessFile log = new RandomAccessFile(options.path("log").asText(), "r")) {
            long begin = Math.max(0, log.length() - MOST);
            byte[] bytes = new byte[(int) (log.length() - begin)];
            log.seek(begin);
            log.readFully(bytes);
            long lines = new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains(wanted))
                    .count();
            facts.put("lines", lines);
            long counted = lines - seenBefore(call, options, lines);
            Comparison pass = Comparison.of(options.path("pass").asText("> 0"));
            return pass.holds(counted)
                    ? Seen.good(facts)
                    : Seen.bad(
                            options.path("log").asText() + " has " + counted
                                    + (options.has("beyond") ? " more" : "") + " lines with '" + wanted + "', not "
                                    + pass.text(),
                            facts);
        } catch (IOException e) {
            return Seen.bad(options.path("log").asText() + " cannot be read: " + e.getMessage(), facts);
        }
    }

    /** The lines that an earlier check saw; none of them where the log has been begun anew since. */
    private static long seenBefore(StepCall call, JsonNode options, long now) {
        long before = call.facts()
                .path(options.path("beyond").asText(""))
                .path("lines")
                .asLong(0);
        return before <= now ? before : 0;
    }

    @Override
    public String outlook(JsonNode options) {
        String beyond = options.has("beyond")
                ? " beyond those of '" + options.get("beyond").asText() + "'"
                : "";
        return options.path("log").asText() + " has " + options.path("pass").asText("> 0") + " lines with '"
                + options.path("contains").asText() + "'" + beyond;
    }
}
