package dev.caravan.camel;

import dev.caravan.model.Step;
import dev.caravan.plan.StepRoutes;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.TemplatedRouteBuilder;

/** Carries steps out by routes, an instance of {@code step-<kind>} for each kind in a phase. Safe for use by several threads. */
public final class RouteSteps implements StepRoutes {
    private static final Duration SUSPENDED = Duration.ofSeconds(1);

    private final CamelHouse house;
    private final String group;
    private final Runnable ended;
    private ProducerTemplate producer;

    /**
     * Steps of one migration.
     *
     * @param house started before the first step
     * @param group the migration's name, a folder in the console
     * @param ended called when a result has come
     */
    public RouteSteps(CamelHouse house, String group, Runnable ended) {
        this.house = house;
        this.group = group;
        this.ended = ended;
    }

    @Override
    public CompletableFuture<StepResult> call(StepCall call) {
        String route = route(call.step());
        ServiceStatus status = house.context().getRouteController().getRouteStatus(route);
        if (status == null || !status.isStarted()) {
            return CompletableFuture.completedFuture(StepResult.waiting(
                    call.now().plus(SUSPENDED),
                    "route " + route + " is " + String.valueOf(status).toLowerCase(Locale.ROOT)));
        }
        CompletableFuture<StepResult> result = producer().asyncRequestBody("direct:" + route, call, StepResult.class);
        result.whenComplete((come, failure) -> ended.run());
        return result;
    }

    /** A route is made once: making one takes as long as ten steps that do nothing. */
    private synchronized String route(Step step) {
        String route = PipelineRoutes.name(group, plain(step.phase())) + "." + step.kind();
        if (house.context().getRoute(route) == null) {
            TemplatedRouteBuilder.builder(house.context(), "step-" + step.kind())
                    .routeId(route)
                    .parameter("step", route)
                    .parameter("group", group)
                    .add();
        }
        return route;
    }

    private synchronized ProducerTemplate producer() {
        if (producer == null) {
            producer = house.context().createProducerTemplate();
        }
        return producer;
    }

    /** A phase's name may hold any character; a route's is short and plain. */
    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
