package dev.caravan.camel;

import dev.caravan.run.Control;
import dev.caravan.run.PipelineRun;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;

/**
 * Stands before each stage. Waits, and says so, while the stage's route is suspended or a person has paused the run: a
 * suspended {@code direct:} endpoint alone would fail its callers after 30 seconds. Bound as {@code gate}.
 */
public final class StageGate {
    private static final long LOOK_EVERY_MILLIS = 100;

    private final Control control;
    private final Supplier<CamelContext> context;
    private final Map<String, PipelineRun> pipelines = new ConcurrentHashMap<>();

    /** A gate in front of the routes of {@code context}, which is asked for once routes run. */
    public StageGate(Control control, Supplier<CamelContext> context) {
        this.control = control;
        this.context = context;
    }

    /** Lets the gate know who waits when a stage of this pipeline does. */
    public void watch(String pipeline, PipelineRun run) {
        pipelines.put(pipeline, run);
    }

    /**
     * Passes as soon as the stage may begin.
     *
     * @throws dev.caravan.model.CaravanException when the run ends while waiting
     */
    public void pass(String pipeline, String stage) {
        String route = pipeline + "." + stage;
        boolean waited = false;
        for (String why = obstacle(route); !why.isEmpty(); why = obstacle(route)) {
            pipelines.get(pipeline).waiting(why);
            waited = true;
            control.await(LOOK_EVERY_MILLIS);
            control.check();
        }
        if (waited) {
            pipelines.get(pipeline).waiting("");
        }
    }

    private String obstacle(String route) {
        String paused = control.pausedBy();
        if (!paused.isEmpty()) {
            return paused;
        }
        ServiceStatus status = context.get().getRouteController().getRouteStatus(route);
        return status != null && status.isStarted() ? "" : "route " + route + " is " + name(status);
    }

    private static String name(ServiceStatus status) {
        return status == null ? "not there" : status.name().toLowerCase(Locale.ROOT);
    }
}
