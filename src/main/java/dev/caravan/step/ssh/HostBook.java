package dev.caravan.step.ssh;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Inventory.Host;
import dev.caravan.model.Masking;
import dev.caravan.model.Withheld;
import dev.caravan.repository.HostRow;
import dev.caravan.repository.HostRows;
import dev.caravan.repository.HostState;
import dev.caravan.spi.StepCall;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** Writes down where one host stands: before each item, and after it. Used by one thread. */
final class HostBook {
    private static final int SHOWN = 2_000;

    private final StepCall call;
    private final Host host;
    private final HostRows rows;
    private final Clock clock;
    private HostRow row;

    HostBook(StepCall call, Host host, HostRows rows, Clock clock, HostRow row) {
        this.call = call;
        this.host = host;
        this.rows = rows;
        this.clock = clock;
        this.row = row;
    }

    HostRow row() {
        return row;
    }

    Instant now() {
        return clock.instant();
    }

    void keep(HostRow next) {
        row = next;
        rows.keep(call.migration().name(), call.passage(), call.step().id(), next);
    }

    void end(HostState state, String why) {
        keep(row.become(state, clock.instant(), why));
    }

    /** Writes down that something was run, and goes on to {@code next}. */
    void checked(String name, List<String> program, Integer exit, double seconds, String output, int next) {
        Withheld withheld = call.migration().plan().withheld();
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("check", name)
                .put("command", withheld.in(String.join(" ", program)))
                .put("exit", exit)
                .put("seconds", Math.round(seconds * 1000) / 1000.0)
                .put("at", clock.instant().toString())
                .put("attempt", row.attempt())
                .put("output", withheld.in(Masking.masked(cut(output))));
        keep(row.checked(entry).at(next));
    }

    private static String cut(String output) {
        return output.length() <= SHOWN ? output : "..." + output.substring(output.length() - SHOWN);
    }

    /** The name of what this try does under it: another one in each state folder, passage, step, host and try. */
    String marker(String what) {
        return marker(what, row.attempt());
    }

    /** The same of the try before this one. */
    String earlierMarker(String what) {
        return marker(what, row.attempt() - 1);
    }

    private String marker(String what, int attempt) {
        String text =
                String.join("|", call.token(), host.name(), row.begun().toString(), String.valueOf(attempt), what);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
