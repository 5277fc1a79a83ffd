package dev.caravan.camel;

import dev.caravan.run.Control;
import dev.caravan.run.PipelineRun;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;

/**
 * Stands before each stage. Waits, and says so, while the stage's route is suspended or a person has paused the run: a
 * suspended {@code direct:} endpoint alone would fail its callers after 30 seconds. Bound as {@code gate}.
 */
public final class StageGate {
    private static final long LOOK_EVERY_MILLIS = 100;

    private final CamelContext context;
    private final Map<String, Watched> pipelines = new ConcurrentHashMap<>();

    /** A gate in front of the routes of {@code context}. */
    public StageGate(CamelContext context) {
        this.context = context;
    }

    /** Lets the gate know whose waiting it reports, and who may end it. */
    public void watch(String pipeline, PipelineRun run, Control control) {
        pipelines.put(pipeline, new Watched(run, control));
    }

    /**
     * Passes as soon as the stage may begin.
     *
     * @throws dev.caravan.model.CaravanException when the run ends while waiting
     */
    public void pass(String pipeline, String stage) {
        Watched watched = pipelines.get(pipeline);
        String route = pipeline + "." + stage;
        boolean waited = false;
        for (String why = obstacle(watched, route); !why.isEmpty(); why = obstacle(watched, route)) {
            watched.run().waiting(why);
            waited = true;
            watched.control().await(LOOK_EVERY_MILLIS);
            watched.control().check();
        }
        if (waited) {
            watched.run().waiting("");
        }
    }

    private String obstacle(Watched watched, String route) {
        String paused = watched.control().pausedBy();
        if (!paused.isEmpty()) {
            return paused;
        }
        ServiceStatus status = context.getRouteController().getRouteStatus(route);
        return status != null && status.isStarted() ? "" : "route " + route + " is " + name(status);
    }

    private static String name(ServiceStatus status) {
        return status == null ? "not there" : status.name().toLowerCase(java.util.Locale.ROOT);
    }

    private record Watched(PipelineRun run, Control control) {}
}
