package dev.caravan.camel;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the error routes do. Bound as {@code errors}. */
public final class Errors {
    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    private final LiveRuns live;

    Errors(LiveRuns live) {
        this.live = live;
    }

    /** True when trying again may help: the cause is outside and may pass, and nobody has stopped the run. */
    public boolean transientFailure(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof CaravanException failure
                && failure.code() == ErrorCode.IO_FAILED
                && live.of(exchange)
                        .filter(run -> run.control(exchange.getFromRouteId()).stopped() == null)
                        .isPresent();
    }

    /** Says in the pipeline's progress that it stands still, and why, until a chunk has gone through again. */
    void notice(Exchange exchange) {
        if (transientFailure(exchange)) {
            CaravanException failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, CaravanException.class);
            String route = exchange.getFromRouteId();
            live.of(exchange).ifPresent(run -> run.waiting(route, "to try again: " + failure.line()));
        }
    }

    /** Stops what the exchange belongs to, a run or a part of one, with the reason; the first reason stays. */
    public void stop(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        String route = exchange.getFromRouteId();
        LOG.debug("route {} stops its run", route, failure);
        live.of(exchange).ifPresent(run -> run.stop(asCaravan(failure, route), route));
    }

    /** Logs a failure of what keeps the house running. */
    public void report(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        LOG.warn(
                "route {}: {}",
                exchange.getFromRouteId(),
                failure instanceof CaravanException known ? known.line() : failure.toString());
        LOG.debug("route {}", exchange.getFromRouteId(), failure);
    }

    private static CaravanException asCaravan(Throwable failure, String route) {
        if (failure instanceof CaravanException known) {
            return known;
        }
        return new CaravanException(
                ErrorCode.INTERNAL,
                "route " + route,
                failure + "; a mistake in Caravan: please report it, with the output of the same command and -v",
                failure);
    }
}
