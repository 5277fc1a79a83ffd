package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Durations;
import dev.caravan.spi.StepCall;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
            long lines = recent(
                            new String(bytes, StandardCharsets.UTF_8).lines().toList(), call)
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

    /** The lines not older than {@code since:}; one without a time is as old as the line before it. */
    private static Stream<String> recent(List<String> lines, StepCall call) {
        Optional<Duration> since =
                Durations.parse(call.step().options().path("since").asText(""));
        if (since.isEmpty()) {
            return lines.stream();
        }
        Instant oldest = call.now().minus(since.get());
        LogTimes times = new LogTimes(ZoneId.systemDefault());
        List<String> recent = new ArrayList<>();
        boolean isRecent = false;
        for (String line : lines) {
            isRecent = times.of(line).map(time -> !time.isBefore(oldest)).orElse(isRecent);
            if (isRecent) {
                recent.add(line);
            }
        }
        return recent.stream();
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
        String since =
                options.has("since") ? " of the last " + options.get("since").asText() : "";
        return options.path("log").asText() + " has " + options.path("pass").asText("> 0") + " lines" + since
                + " with '" + options.path("contains").asText() + "'" + beyond;
    }
}
