package dev.caravan.traffic.router;

import dev.caravan.model.Traffic;
import java.nio.file.Path;
import java.util.List;

/** Lines about the last answers, {@code <request> <side> <status> <ms until the server's answer> <how it ended>}, in HAProxy's memory. */
public final class HaproxyEvents {
    private static final int RING_BYTES = 1 << 19;

    private final HaproxySocket socket;
    private final String ring;

    private HaproxyEvents(HaproxySocket socket, String ring) {
        this.socket = socket;
        this.ring = ring;
    }

    /** Those of a service. */
    public static HaproxyEvents of(Traffic service) {
        Path socket = Path.of(service.options().path("socket").asText());
        return new HaproxyEvents(new HaproxySocket(socket), HaproxyConf.name(service));
    }

    /** All that are kept, the oldest first. */
    public List<String> lines() {
        return socket.ask("show events " + ring)
                .lines()
                .map(line -> line.replaceFirst("^<[0-9]+>", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** The ring; a section of its own. */
    static String ring(String name) {
        return """
               ring %s
                   description "answers that Caravan reads"
                   format raw
                   maxlen 200
                   size %d
               """
                .formatted(name, RING_BYTES);
    }

    /** What stands in the frontend. */
    static String lines(String name) {
        return """
                   log ring@%1$s format raw local0
                   log-format "%%rt %%[var(txn.side)] %%ST %%Tr %%ts"
                   no option dontlog-normal
                   http-request set-log-level silent if asked
               """
                .formatted(name);
    }
}
