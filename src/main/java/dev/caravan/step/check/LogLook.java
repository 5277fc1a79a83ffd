package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Durations;
import dev.caravan.spi.Fingerprint;
import dev.caravan.spi.StepCall;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Lines of a log file: in its last 8 MiB, or {@code beyond:} what an earlier look has read. That one leaves where it ended and a
 * digest of the bytes before, so that a log that was begun anew since is known, and counts from its beginning.
 */
final class LogLook implements Look {
    private static final long MOST = 8L << 20;
    private static final int MARKED = 256;
    private static final String BEYOND = "beyond";
    private static final String LENGTH = "length";
    private static final String MARK = "mark";

    @Override
    public Seen look(StepCall call) {
        JsonNode options = call.step().options();
        String file = options.path("log").asText();
        ObjectNode facts = Look.facts();
        try (FileInputStream in = new FileInputStream(file)) {
            FileChannel log = in.getChannel();
            JsonNode before = call.facts().path(options.path(BEYOND).asText(""));
            log.position(begin(log, options.has(BEYOND), before));
            long lines = matching(in, call);
            long end = log.position();
            facts.put("lines", lines).put(LENGTH, end).put(MARK, mark(log, end));
            Comparison pass = Comparison.of(options.path("pass").asText("> 0"));
            return pass.holds(lines)
                    ? Seen.good(facts)
                    : Seen.bad(
                            file + " has " + lines + (options.has(BEYOND) ? " more" : "") + " lines with '"
                                    + options.path("contains").asText() + "', not " + pass.text(),
                            facts);
        } catch (IOException e) {
            return Seen.bad(file + " cannot be read: " + e.getMessage(), facts);
        }
    }

    /** The first byte that counts. */
    private static long begin(FileChannel log, boolean beyond, JsonNode before) throws IOException {
        if (!beyond || !before.hasNonNull(MARK)) {
            return Math.max(0, log.size() - MOST);
        }
        long read = before.path(LENGTH).asLong();
        boolean same =
                log.size() >= read && mark(log, read).equals(before.path(MARK).asText());
        return same ? read : 0;
    }

    /** Tells the bytes that end there from others. */
    private static String mark(FileChannel log, long end) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(MARKED, end));
        for (int read = 0; bytes.hasRemaining() && read >= 0; ) {
            read = log.read(bytes, end - bytes.remaining());
        }
        Fingerprint mark = new Fingerprint();
        mark.field(bytes.array()).end();
        return mark.hex();
    }

    /** How many lines hold the text and are not older than {@code since:}; one without a time is as old as the line before it. */
    private static long matching(InputStream in, StepCall call) throws IOException {
        String wanted = call.step().options().path("contains").asText();
        Optional<Duration> since =
                Durations.parse(call.step().options().path("since").asText(""));
        Instant oldest = since.map(call.now()::minus).orElse(Instant.MIN);
        LogTimes times = new LogTimes(ZoneId.systemDefault());
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        boolean recent = since.isEmpty();
        long found = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            boolean before = recent;
            recent = since.isEmpty()
                    || times.of(line).map(time -> !time.isBefore(oldest)).orElse(before);
            found += recent && line.contains(wanted) ? 1 : 0;
        }
        return found;
    }

    @Override
    public String outlook(JsonNode options) {
        String beyond =
                options.has(BEYOND) ? " beyond those of '" + options.get(BEYOND).asText() + "'" : "";
        String since =
                options.has("since") ? " of the last " + options.get("since").asText() : "";
        return options.path("log").asText() + " has " + options.path("pass").asText("> 0") + " lines" + since
                + " with '" + options.path("contains").asText() + "'" + beyond;
    }
}
