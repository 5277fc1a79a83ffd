package dev.caravan.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.Database;
import dev.caravan.repository.Order;
import dev.caravan.repository.OrderOutcome;
import dev.caravan.repository.Orders;
import dev.caravan.repository.Sleeper;
import dev.caravan.repository.StateLock;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the verbs have in common that leave an order for the runner. */
abstract class OrderCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Spec
    private CommandSpec spec;

    @Mixin
    private StateOptions state;

    @Parameters(paramLabel = "NAME", description = "The migration.")
    private String migration;

    @Option(names = "--by", paramLabel = "WHO", description = "Who gives the order (default: the login name).")
    private String by = System.getProperty("user.name", "unknown");

    @Override
    public Integer call() {
        String verb = spec.name();
        if (StateLock.holder(state.folder()).isEmpty()) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    state.folder().toString(),
                    "nothing runs on this state, so there is nothing to " + verb);
        }
        Clock clock = Clock.systemUTC();
        try (Database database = Database.open(state.folder(), clock)) {
            Orders orders = new Orders(database, clock, Sleeper.real());
            Order order = Order.of(
                    UUID.randomUUID().toString(),
                    verb,
                    migration,
                    JsonNodeFactory.instance.objectNode(),
                    by,
                    clock.instant());
            orders.give(order);
            return told(orders, orders.await(order.id(), PATIENCE), order, verb);
        }
    }

    private int told(Orders orders, Optional<Order> ended, Order order, String verb) {
        if (ended.isEmpty()) {
            orders.withdraw(order.id(), "nobody took it");
            throw new CaravanException(
                    ErrorCode.IO_FAILED,
                    migration,
                    "the runner did not take the order within " + PATIENCE.toSeconds()
                            + " s; 'status' tells what runs");
        }
        if (ended.get().outcome() != OrderOutcome.DONE) {
            throw new CaravanException(ErrorCode.USAGE, migration, ended.get().reason());
        }
        spec.commandLine().getOut().println(migration + ": " + verb + " taken");
        return 0;
    }
}
