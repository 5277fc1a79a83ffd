package dev.caravan.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.Database;
import dev.caravan.repository.Order;
import dev.caravan.repository.OrderOutcome;
import dev.caravan.repository.Orders;
import dev.caravan.repository.Sleeper;
import dev.caravan.repository.StateLock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Model.CommandSpec;

/** An order that is left for the runner, and what it made of it. */
final class GivenOrder {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CommandSpec spec;
    private final Path folder;
    private final Verbosity verbosity;
    private final Duration patience;

    GivenOrder(CommandSpec spec, Path folder, Verbosity verbosity) {
        this(spec, folder, verbosity, PATIENCE);
    }

    /** @param patience how long an order that was taken may take */
    GivenOrder(CommandSpec spec, Path folder, Verbosity verbosity, Duration patience) {
        this.patience = patience;
        this.verbosity = verbosity;
        this.spec = spec;
        this.folder = folder;
    }

    /** Gives the order with one argument; answers the exit status. */
    int give(String verb, String migration, String argument, String value) {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        arguments.put(argument, value);
        return give(verb, migration, arguments, System.getProperty("user.name", "unknown"));
    }

    /**
     * Gives the order to whoever holds the state.
     *
     * @throws CaravanException STATE_LOCKED when that is a run of another migration, which would never take it
     */
    int giveTo(String verb, String migration, ObjectNode arguments, String by) {
        StateLock.holder(folder)
                .filter(holder ->
                        !holder.migration().isEmpty() && !holder.migration().equals(migration))
                .ifPresent(other -> {
                    throw new CaravanException(
                            ErrorCode.STATE_LOCKED,
                            folder.toString(),
                            "is held by " + other + ", which takes no orders for '" + migration
                                    + "'; wait for its end");
                });
        return give(verb, migration, arguments, by);
    }

    /** Gives the order; answers the exit status. */
    int give(String verb, String migration, ObjectNode arguments, String by) {
        Clock clock = Clock.systemUTC();
        try (Database database = Database.open(folder, clock)) {
            Orders orders = new Orders(database, clock, Sleeper.real());
            Order order = Order.of(UUID.randomUUID().toString(), verb, migration, arguments, by, clock.instant());
            orders.give(order);
            return told(orders, orders.await(order.id(), PATIENCE), order);
        }
    }

    private int told(Orders orders, Optional<Order> ended, Order order) {
        Optional<Order> last = ended;
        if (last.isEmpty()) {
            if (orders.withdraw(order.id(), "nobody took it")) {
                throw late(
                        order,
                        "the runner did not take the order within " + PATIENCE.toSeconds()
                                + " s, so it was taken back");
            }
            // It was taken at the last moment, so what becomes of it is near
            last = orders.await(order.id(), patience);
        }
        if (last.isEmpty()) {
            throw late(order, "the runner took the order, and does not say what became of it");
        }
        if (last.get().outcome() != OrderOutcome.DONE) {
            throw refused(order.migration(), last.get().reason());
        }
        if (!verbosity.quiet()) {
            String said = order.verb().equals("shift") ? last.get().reason() : order.verb() + " taken";
            spec.commandLine().getOut().println(order.migration() + ": " + said);
        }
        return 0;
    }

    /** A refusal may say its code, and where: {@code CODE where: what}. */
    private static CaravanException refused(String migration, String reason) {
        for (ErrorCode code : ErrorCode.values()) {
            int end = reason.indexOf(": ");
            if (reason.startsWith(code + " ") && end > 0) {
                String where = reason.substring(code.toString().length() + 1, end);
                return new CaravanException(code, where, reason.substring(end + 2));
            }
        }
        return new CaravanException(ErrorCode.USAGE, migration, reason);
    }

    private static CaravanException late(Order order, String what) {
        return new CaravanException(ErrorCode.IO_FAILED, order.migration(), what + "; 'status' tells what runs");
    }
}
