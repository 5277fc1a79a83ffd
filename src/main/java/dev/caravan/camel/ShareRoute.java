package dev.caravan.camel;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.spi.ShareChange;
import dev.caravan.spi.ShareControl;
import dev.caravan.spi.Shifted;
import dev.caravan.traffic.Shifts;
import dev.caravan.traffic.Shifts.Wish;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ServiceStatus;

/**
 * Sends every change of a share through the route {@code shift}, and is what that route calls. Who suspends the route holds
 * rises back; a fall goes past it then. Bound as {@code shares}. Safe for use by several threads.
 */
public final class ShareRoute implements ShareControl {
    private static final String ROUTE = "shift";

    private final Supplier<CamelContext> context;
    private ProducerTemplate producer;
    private Shifts shifts;

    ShareRoute(Supplier<CamelContext> context) {
        this.context = context;
    }

    /** Lets {@code shifts} do the work. Before the first change. */
    synchronized void use(Shifts work) {
        shifts = work;
    }

    @Override
    public Split split(Migration migration, Traffic service) {
        return shifts().split(migration, service);
    }

    @Override
    public Optional<String> refusal(ShareChange change) {
        return shifts().refusal(change).map(CaravanException::getMessage);
    }

    @Override
    public Optional<String> obstacle(Traffic service) {
        return shifts().obstacle(service);
    }

    @Override
    public Shifted put(ShareChange change) {
        Wish wish = shifts().wish(change);
        ServiceStatus status = context.get().getRouteController().getRouteStatus(ROUTE);
        if (status == null || !status.isStarted()) {
            return past(wish);
        }
        Exchange sent = producer().send("direct:" + ROUTE, exchange -> {
            exchange.getMessage().setBody(wish);
            exchange.setPattern(ExchangePattern.InOut);
        });
        if (sent.getException() != null) {
            throw known(sent.getException());
        }
        return sent.getMessage().getBody(Shifted.class);
    }

    private Shifted past(Wish wish) {
        if (shifts().isRise(wish.change())) {
            throw new CaravanException(
                    ErrorCode.WAITING,
                    wish.change().where(),
                    "route '" + ROUTE + "' does not run, so no share rises; start or resume it in the console");
        }
        return shifts().put(wish);
    }

    /** How long a wish waits for its turn, in milliseconds. Called by the route. */
    public long rest(Wish wish) {
        return shifts().rest(wish);
    }

    /** Grants a wish. Called by the route. */
    public Shifted grant(Wish wish) {
        return shifts().put(wish);
    }

    private static CaravanException known(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CaravanException known) {
                return known;
            }
        }
        return new CaravanException(
                ErrorCode.INTERNAL,
                "route " + ROUTE,
                "failed: " + failure + "; look at what was changed in it",
                failure);
    }

    private synchronized Shifts shifts() {
        return shifts;
    }

    private synchronized ProducerTemplate producer() {
        if (producer == null) {
            producer = context.get().createProducerTemplate();
        }
        return producer;
    }
}
