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
            Comparison pass = Comparison.of(options.path("pass").asText("> 0"));
            return pass.holds(lines)
                    ? Seen.good(facts)
                    : Seen.bad(
                            options.path("log").asText() + " has " + lines + " lines with '" + wanted + "', not "
                                    + pass.text(),
                            facts);
        } catch (IOException e) {
            return Seen.bad(options.path("log").asText() + " cannot be read: " + e.getMessage(), facts);
        }
    }

    @Override
    public String outlook(JsonNode options) {
        return options.path("log").asText() + " has a line with '"
                + options.path("contains").asText() + "'";
    }
}
