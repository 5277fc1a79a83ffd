package dev.caravan.traffic.router;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.spi.TrafficRouter;
import dev.caravan.traffic.proxy.ServiceFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Caravan's own router: a child process that this one starts once and later ones find again. It outlives them, with the split
 * that is in force.
 */
final class EmbeddedRouter implements TrafficRouter {
    private final RouterChild child;

    /**
     * @param state the folder of all embedded routers
     * @param command the words that start this program
     * @param patience how long the child may take to begin
     */
    EmbeddedRouter(Traffic traffic, Path state, List<String> command, Duration patience) {
        this.child = new RouterChild(state.resolve(traffic.name()), file(traffic), command, patience);
    }

    /** What the child is told of a service. */
    static ServiceFile file(Traffic traffic) {
        JsonNode lease = traffic.options().path("lease");
        return ServiceFile.of(traffic, lease.isNumber() ? Duration.ofMillis(lease.asLong()) : null);
    }

    @Override
    public void install() {
        child.install();
    }

    @Override
    public Split split() {
        return Split.parse(child.control().ask("GET", "/", "").path("split").asText());
    }

    @Override
    public void put(Split split) {
        child.control().ask("PUT", "/split", split.toString());
        child.probe().prove(split);
    }

    @Override
    public void close() {
        // The child goes on
    }
}
