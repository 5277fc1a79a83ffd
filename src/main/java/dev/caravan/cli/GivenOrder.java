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

    GivenOrder(CommandSpec spec, Path folder, Verbosity verbosity) {
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
            last = orders.await(order.id(), PATIENCE);
        }
        if (last.isEmpty()) {
            throw late(order, "the runner took the order, and does not say what became of it");
        }
        if (last.get().outcome() != OrderOutcome.DONE) {
            throw new CaravanException(
                    ErrorCode.USAGE, order.migration(), last.get().reason());
        }
        if (!verbosity.quiet()) {
            spec.commandLine().getOut().println(order.migration() + ": " + order.verb() + " taken");
        }
        return 0;
    }

    private static CaravanException late(Order order, String what) {
        return new CaravanException(ErrorCode.IO_FAILED, order.migration(), what + "; 'status' tells what runs");
    }
}
