package dev.caravan.camel;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyConfiguration;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyNamingStrategy;

/**
 * Meters of routes, as Camel makes them. The timer of a stage is named for what it is, {@code caravan.chunk}, and says which
 * migration, pipeline and stage it belongs to: one exchange there is one chunk.
 */
final class RouteMeters implements MicrometerRoutePolicyNamingStrategy {
    private static final List<String> STAGES = List.of("export", "transform", "validate", "import", "verify");
    private static final Duration[] STEPS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60)
    };

    private RouteMeters() {}

    /** Measures every route that is made from now on. */
    static void bind(CamelContext context, MeterRegistry registry) {
        MicrometerRoutePolicyConfiguration configuration = new MicrometerRoutePolicyConfiguration();
        configuration.setContextEnabled(false);
        configuration.setTimerInitiator(timer -> timer.serviceLevelObjectives(STEPS));
        MicrometerRoutePolicyFactory policies = new MicrometerRoutePolicyFactory();
        policies.setMeterRegistry(registry);
        policies.setPolicyConfiguration(configuration);
        policies.setNamingStrategy(new RouteMeters());
        context.addRoutePolicyFactory(policies);
    }

    @Override
    public String getName(Route route) {
        return isStage(route) ? "caravan.chunk" : DEFAULT.getName(route);
    }

    @Override
    public Tags getTags(Route route) {
        if (!isStage(route)) {
            return DEFAULT.getTags(route);
        }
        String[] parts = route.getRouteId().split("\\.");
        return DEFAULT.getTags(route)
                .and("migration", PipelineRoutes.plain(parts[0]))
                .and("pipeline", PipelineRoutes.plain(parts[1]))
                .and("stage", parts[2]);
    }

    private static boolean isStage(Route route) {
        String[] parts = route.getRouteId().split("\\.");
        return parts.length == 3 && STAGES.contains(parts[2]);
    }
}
