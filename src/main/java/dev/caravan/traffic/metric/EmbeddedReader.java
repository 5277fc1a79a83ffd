package dev.caravan.traffic.metric;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Side;
import dev.caravan.traffic.router.RouterControl;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The counters of Caravan's own router, which begin anew with each of its processes. */
final class EmbeddedReader implements RouterMetrics.Reader {
    private final Path folder;
    private final Map<Side, RouterTotals> last = new EnumMap<>(Side.class);
    private long process;

    /** @param folder the router's own */
    EmbeddedReader(Path folder) {
        this.folder = folder;
    }

    @Override
    public boolean read(WindowBook book) {
        Optional<RouterControl> control = RouterControl.find(folder);
        if (control.isEmpty()) {
            return false;
        }
        JsonNode said = control.get().ask("GET", "/", "");
        boolean same = said.path("pid").asLong() == process;
        for (Side side : Side.values()) {
            RouterTotals now = RouterTotals.one(said.path("sides").path(side.toString()));
            if (now == null) {
                return false;
            }
            RouterTotals before = last.put(side, now);
            if (same && before != null) {
                now.since(before, side, book);
            }
        }
        process = said.path("pid").asLong();
        return true;
    }

    @Override
    public void close() {
        // Every question has a connection of its own
    }
}
