package dev.caravan.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.plan.TrafficFirst;
import dev.caravan.repository.Order;
import dev.caravan.repository.OrderOutcome;
import dev.caravan.spi.ShareChange;
import dev.caravan.spi.ShareChange.Cause;
import dev.caravan.spi.ShareControl;
import dev.caravan.spi.Shifted;
import java.util.Map;

/**
 * Takes the orders that change a share, each on a thread of its own: a rise may wait for its turn, and keeps no other order
 * waiting. Safe for use by several threads.
 */
public final class ShareDesk {
    private final ShareControl shares;
    private final RunState state;

    public ShareDesk(ShareControl shares, RunState state) {
        this.shares = shares;
        this.state = state;
    }

    /** Carries an order out, soon, and records what became of it. */
    public void obey(Migration migration, Order order) {
        Thread worker = new Thread(() -> carryOut(migration, order), "shift");
        worker.setDaemon(true);
        worker.start();
    }

    /** Gives v1 the traffic back that the last passage has moved; what fails is tried again by the way back itself. */
    public void giveBack(Migration migration, String who, String why) {
        new TrafficFirst(migration, shares, state.shares(), state.passages(), who).hurry(why);
    }

    private void carryOut(Migration migration, Order order) {
        OrderOutcome outcome = OrderOutcome.DONE;
        String said;
        try {
            said = text(shares.put(change(migration, order.arguments(), order.by())));
        } catch (CaravanException refused) {
            outcome = OrderOutcome.REFUSED;
            said = refused.line();
        }
        state.orders().finish(order.id(), outcome, said);
    }

    /**
     * What an order asks for.
     *
     * @param arguments {@code to}, {@code reason}, and {@code service} where the migration has several
     * @throws CaravanException USAGE when it names no share or no service
     */
    public static ShareChange change(Migration migration, JsonNode arguments, String by) {
        Traffic service = service(migration, arguments.path("service").textValue());
        try {
            Split to = Split.parse(arguments.path("to").asText());
            return new ShareChange(
                    migration, service, to, by, arguments.path("reason").asText(), Cause.PERSON);
        } catch (IllegalArgumentException wrong) {
            throw usage(migration, wrong.getMessage());
        }
    }

    private static Traffic service(Migration migration, String name) {
        Map<String, Traffic> all = migration.traffic();
        if (name == null && all.size() == 1) {
            return all.values().iterator().next();
        }
        if (all.isEmpty()) {
            throw usage(migration, "has no traffic to shift; describe it in the file under traffic:");
        }
        Traffic service = name == null ? null : all.get(name);
        if (service == null) {
            throw usage(
                    migration,
                    (name == null ? "has several services" : "has no service '" + name + "'")
                            + "; name one of them with --service: " + String.join(", ", all.keySet()));
        }
        return service;
    }

    /** What became of a change, for people. */
    public static String text(Shifted shifted) {
        return "v2's share went from " + shifted.from() + " to " + shifted.to() + ", proved in "
                + shifted.took().toMillis() + " ms"
                + (shifted.journalled() ? "" : "; the journal could NOT be written, look at the state folder's disk");
    }

    private static CaravanException usage(Migration migration, String what) {
        return new CaravanException(ErrorCode.USAGE, migration.name(), what);
    }
}
