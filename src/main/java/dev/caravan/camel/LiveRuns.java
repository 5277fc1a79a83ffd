package dev.caravan.camel;

import dev.caravan.run.Control;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/**
 * The runs that the routes work for, by the mark that their tokens carry: several migrations share one Camel context, and a
 * token that outlived its run is nobody's. Bound as {@code live}. Safe for use by several threads.
 */
public final class LiveRuns {
    private final Supplier<CamelContext> context;
    private final PipelineRoutes routes;
    private final Map<Long, RouteTokens> live = new ConcurrentHashMap<>();
    private final AtomicLong marks = new AtomicLong();

    LiveRuns(Supplier<CamelContext> context) {
        this.context = context;
        this.routes = new PipelineRoutes(context, this);
    }

    /** The tokens of a new run, which {@code control} holds back. */
    public RouteTokens open(String migration, Control control) {
        RouteTokens tokens = new RouteTokens(marks.incrementAndGet(), migration, control, this, context);
        live.put(tokens.mark(), tokens);
        return tokens;
    }

    /** The routes of the pipelines, whether a run uses them or not. */
    public PipelineRoutes routes() {
        return routes;
    }

    /** What comes next for the run that an exchange belongs to. Called by a route. */
    public void advance(Exchange exchange) {
        of(exchange).ifPresent(RouteTokens::next);
    }

    /** The run that an exchange belongs to; empty when it has ended. */
    Optional<RouteTokens> of(Exchange exchange) {
        return of(exchange.getMessage().getHeader(Headers.RUN, Long.class));
    }

    Optional<RouteTokens> of(Long mark) {
        return mark == null ? Optional.empty() : Optional.ofNullable(live.get(mark));
    }

    void forget(long mark) {
        live.remove(mark);
    }
}
