package dev.caravan.camel;

import dev.caravan.model.Step;
import dev.caravan.plan.StepRoutes;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.TemplatedRouteBuilder;

/** Carries steps out by routes, an instance of {@code step-<kind>} for each. Safe for use by several threads. */
public final class RouteSteps implements StepRoutes {
    private static final Duration SUSPENDED = Duration.ofSeconds(1);

    private final Supplier<CamelContext> context;
    private final String group;
    private final Runnable ended;
    private ProducerTemplate producer;

    /**
     * Steps of one migration.
     *
     * @param context asked for at the first step
     * @param group the migration's name, a folder in the console
     * @param ended called when a result has come
     */
    public RouteSteps(Supplier<CamelContext> context, String group, Runnable ended) {
        this.context = context;
        this.group = group;
        this.ended = ended;
    }

    @Override
    public CompletableFuture<StepResult> call(StepCall call) {
        String route = route(call.step());
        ServiceStatus status = context.get().getRouteController().getRouteStatus(route);
        if (status == null || !status.isStarted()) {
            return CompletableFuture.completedFuture(StepResult.waiting(
                    call.now().plus(SUSPENDED),
                    "route " + route + " is " + String.valueOf(status).toLowerCase(Locale.ROOT)));
        }
        CompletableFuture<StepResult> result = producer().asyncRequestBody("direct:" + route, call, StepResult.class);
        result.whenComplete((come, failure) -> ended.run());
        return result;
    }

    private synchronized String route(Step step) {
        String route = PipelineRoutes.name(group, plain(step.phase())) + "." + plain(step.name());
        if (context.get().getRoute(route) == null) {
            TemplatedRouteBuilder.builder(context.get(), "step-" + step.kind())
                    .routeId(route)
                    .parameter("step", route)
                    .parameter("group", group)
                    .add();
        }
        return route;
    }

    private synchronized ProducerTemplate producer() {
        if (producer == null) {
            producer = context.get().createProducerTemplate();
        }
        return producer;
    }

    /** A step's name may hold any character; a route's is short and plain. */
    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
