package dev.caravan.camel;

import dev.caravan.run.Control;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;

/**
 * Stands before each stage. Waits, and says so, while the stage's route is suspended or a person has paused the run: a
 * suspended {@code direct:} endpoint alone would fail its callers after 30 seconds. Bound as {@code gate}.
 */
public final class StageGate {
    private static final long LOOK_EVERY_MILLIS = 100;

    private final LiveRuns live;
    private final Supplier<CamelContext> context;

    StageGate(LiveRuns live, Supplier<CamelContext> context) {
        this.live = live;
        this.context = context;
    }

    /**
     * Passes as soon as the stage may begin; drops a token whose run has ended.
     *
     * @param pipeline the name that the pipeline's routes begin with
     * @throws dev.caravan.model.CaravanException when the run ends while waiting
     */
    public void pass(Exchange exchange, String pipeline, String stage) {
        Optional<RouteTokens> run = live.of(exchange);
        if (run.isEmpty()) {
            exchange.setRouteStop(true);
            return;
        }
        pass(run.get(), pipeline, pipeline + "." + stage);
    }

    private void pass(RouteTokens run, String pipeline, String route) {
        Control control = run.control(pipeline);
        boolean waited = false;
        for (String why = obstacle(control, route); !why.isEmpty(); why = obstacle(control, route)) {
            run.run(pipeline).waiting(why);
            waited = true;
            control.await(LOOK_EVERY_MILLIS);
            control.check();
        }
        if (waited) {
            run.run(pipeline).waiting("");
        }
    }

    private String obstacle(Control control, String route) {
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
