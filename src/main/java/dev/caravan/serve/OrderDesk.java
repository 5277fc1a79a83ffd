package dev.caravan.serve;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.repository.Order;
import dev.caravan.repository.OrderOutcome;
import dev.caravan.repository.Run;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.RunState;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes the orders that people left in the state database, and sees that each gets an answer. One thread at a time. */
final class OrderDesk {
    private static final String ROLLBACK = "rollback";
    private static final List<String> STARTS = List.of("run", "replay");
    private static final List<String> FOR_A_RUN =
            List.of("pause", "resume", "abort", "rollback", "shift", "ramp", "approve", "reject", "withdraw");

    private final RunState state;
    private final Hosting hosting;
    private final KnownMigrations known;
    private final Consumer<String> events;

    OrderDesk(RunState state, Hosting hosting, KnownMigrations known, Consumer<String> events) {
        this.state = requireNonNull(state, "state is null");
        this.hosting = requireNonNull(hosting, "hosting is null");
        this.known = requireNonNull(known, "known is null");
        this.events = requireNonNull(events, "events is null");
    }

    /** Takes all there are. Where one takes a plan back, users come before any of them is written down as taken. */
    void takeOrders() {
        state.orders().waiting().stream()
                .filter(order -> order.verb().equals(ROLLBACK))
                .forEach(this::trafficFirst);
        for (Optional<Order> order = next(); order.isPresent(); order = next()) {
            take(order.get());
        }
    }

    /** Who stops takes no more: an order is not refused for coming a moment too late, the next process takes it. */
    private Optional<Order> next() {
        return hosting.isStopping() ? Optional.empty() : state.orders().takeNext();
    }

    private void take(Order order) {
        events.accept(order.migration() + ": '" + order.verb() + "' ordered by " + order.by());
        boolean rollback =
                order.verb().equals(ROLLBACK) && hosting.run(order.migration()).isEmpty();
        if (order.verb().equals("shift") && hosting.run(order.migration()).isEmpty()) {
            shift(order);
        } else if (rollback || STARTS.contains(order.verb())) {
            start(order);
        } else if (FOR_A_RUN.contains(order.verb())) {
            hosting.run(order.migration()).ifPresentOrElse(run -> run.obey(order), () -> refuse(order, idle(order)));
        } else {
            refuse(
                    order,
                    "'" + order.verb() + "' is not an order that serve knows; known: run, replay, "
                            + String.join(", ", FOR_A_RUN));
        }
    }

    /** A share moves without a run too. */
    private void shift(Order order) {
        known.find(order.migration())
                .filter(Known::canRun)
                .ifPresentOrElse(
                        one -> hosting.shares().obey(one.migration(), order), () -> refuse(order, unknown(order)));
    }

    /** What users feel does not wait for a free place. */
    private void trafficFirst(Order order) {
        Optional<MigrationRun> run = hosting.run(order.migration());
        if (run.isPresent()) {
            run.get().trafficFirst(order);
            return;
        }
        String why = order.arguments().path("reason").asText("asked");
        known.find(order.migration()).filter(Known::canRun).ifPresent(one -> hosting.shares()
                .giveBack(one.migration(), order.by(), why));
    }

    /** An order that was taken before a crash has started its run already. */
    private void start(Order order) {
        Optional<Run> before = state.runs().ofOrder(order.id());
        if (before.isPresent()) {
            done(order, before.get().id());
            return;
        }
        Optional<Known> migration = known.find(order.migration());
        if (migration.isEmpty()) {
            refuse(order, unknown(order));
        } else if (!migration.get().canRun()) {
            refuse(order, "cannot be run: " + migration.get().mistakes().get(0));
        } else {
            try {
                MigrationRun run = hosting.start(migration.get().migration(), Trigger.order(order));
                done(order, run.id());
            } catch (CaravanException refused) {
                // Taken at the very moment: opened again by the next process
                if (!hosting.isStopping()) {
                    refuse(order, refused.getMessage());
                }
            }
        }
    }

    private void done(Order order, long run) {
        state.orders().finish(order.id(), OrderOutcome.DONE, "started run " + run);
    }

    private void refuse(Order order, String reason) {
        state.orders().finish(order.id(), OrderOutcome.REFUSED, reason);
        events.accept(order.migration() + ": '" + order.verb() + "' refused: " + reason);
    }

    private String idle(Order order) {
        boolean isKnown = known.all().stream().anyMatch(one -> one.name().equals(order.migration()));
        return isKnown ? "does not run now, so there is nothing to " + order.verb() : unknown(order);
    }

    private String unknown(Order order) {
        List<String> names = known.all().stream().map(Known::name).toList();
        return "no migration '" + order.migration() + "' is known; known: "
                + (names.isEmpty() ? "none" : String.join(", ", names));
    }
}
