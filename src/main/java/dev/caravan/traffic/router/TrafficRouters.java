package dev.caravan.traffic.router;

import dev.caravan.model.Mirror;
import dev.caravan.model.Traffic;
import dev.caravan.spi.TrafficMirror;
import dev.caravan.spi.TrafficRouter;
import dev.caravan.traffic.proxy.ServiceFile;
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

    /**
     * What copies the requests of a service and compares the answers; the service's file must say how.
     *
     * @param state as {@link #router} has it
     * @param program as {@link #router} has it
     * @param patience as {@link #router} has it
     * @throws IllegalArgumentException for an unknown kind of router
     */
    public static TrafficMirror mirror(Traffic service, Path state, List<String> program, Duration patience) {
        Path folder = state.resolve(service.name());
        if ("embedded".equals(service.router())) {
            RouterChild child = new RouterChild(folder, EmbeddedRouter.file(service), program, patience);
            return new EmbeddedMirror(child, service.mirror());
        }
        RouterChild child = new RouterChild(folder, ServiceFile.tee(service), program, patience);
        // What comes through the tee is the share already
        Mirror all = service.mirror().withShare(1);
        TrafficRouter router = router(service, state, program, patience);
        TeeMirror.Passage passage =
                switch (service.router()) {
                    case "haproxy" -> ((HaproxyRouter) router).passage();
                    case "nginx" -> ((NginxRouter) router).passage();
                    default -> throw new IllegalArgumentException("router '" + service.router() + "' has no tee");
                };
        return new TeeMirror(new EmbeddedMirror(child, all), router, passage);
    }

    /**
     * Lets what copies behind another router end, unless it is to go on copying: it answers whoever waits first. A router of
     * Caravan's own serves, and stays.
     *
     * @param state as {@link #router} has it
     * @throws dev.caravan.model.CaravanException TARGET_UNUSABLE when it runs and does not obey
     */
    public static void release(Traffic service, Path state) {
        if (service.mirror() != null && !"embedded".equals(service.router())) {
            RouterControl.find(state.resolve(service.name()).toAbsolutePath()).ifPresent(RouterControl::release);
        }
    }
}
