package dev.caravan.traffic.router;

import dev.caravan.model.Traffic;
import dev.caravan.spi.TrafficRouter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The kinds of routers that Caravan knows. A new kind is one more line here. */
public final class TrafficRouters {
    /** Their names, as files have them. */
    public static final List<String> KINDS = List.of("embedded", "haproxy", "nginx");

    private TrafficRouters() {}

    /**
     * The router of a service.
     *
     * @param state where embedded routers keep what is in force
     * @param program the words that start this program, for a router that is a child of it
     * @param patience how long it may take to obey
     * @throws IllegalArgumentException for an unknown kind; files that name one are refused before
     */
    public static TrafficRouter router(Traffic service, Path state, List<String> program, Duration patience) {
        return switch (service.router()) {
            case "embedded" -> new EmbeddedRouter(service, state, program, patience);
            case "haproxy" -> new HaproxyRouter(service, patience);
            case "nginx" ->
                "weights".equals(service.options().path("mode").asText())
                        ? new NginxWeights(service, patience)
                        : new NginxRouter(service, patience);
            default ->
                throw new IllegalArgumentException(
                        "unknown router '" + service.router() + "'; known: " + String.join(", ", KINDS));
        };
    }
}
