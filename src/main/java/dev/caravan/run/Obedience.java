package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.repository.Order;
import dev.caravan.repository.OrderOutcome;
import dev.caravan.repository.Orders;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** How a run carries out what people order. Safe for use by several threads. */
final class Obedience {
    private final Migration migration;
    private final RunRecord record;
    private final Orders orders;
    private final MigrationRun.Hands hands;
    private final Course course;
    private final Consumer<String> takeBack;
    private final ShareDesk shares;
    private final RampDesk ramps;

    /** @param takeBack takes back what the plan has done, for a reason */
    Obedience(
            Migration migration,
            RunRecord record,
            RunState state,
            MigrationRun.Hands hands,
            Course course,
            Consumer<String> takeBack) {
        this.migration = migration;
        this.record = record;
        this.orders = state.orders();
        this.hands = hands;
        this.course = course;
        this.takeBack = takeBack;
        this.shares = new ShareDesk(hands.steps().shares(), state);
        this.ramps = new RampDesk(state.directions());
    }

    /** Takes all orders there are for this run, as long as it is not stopped. */
    void takeOrders() {
        List<Order> waiting = orders.waiting().stream()
                .filter(order -> order.migration().equals(migration.name()))
                .toList();
        if (waiting.isEmpty()) {
            // Asked many times a second, and nearly always in vain
            return;
        }
        waiting.forEach(this::trafficFirst);
        for (Optional<Order> order = next(); order.isPresent(); order = next()) {
            obey(order.get());
        }
    }

    private Optional<Order> next() {
        return hands.control().isStopped() ? Optional.empty() : orders.takeNext(Set.of(migration.name()));
    }

    /** What users feel first: before a busy disk has anything on record, and before the run's lock, which a step may hold. */
    void trafficFirst(Order order) {
        if (order.verb().equals("rollback") && !hands.control().isStopped()) {
            course.trafficFirst(reason(order));
        }
    }

    /** Carries out an order, and records what became of it. */
    void obey(Order order) {
        if (order.verb().equals("shift")) {
            shares.obey(migration, order);
            return;
        }
        trafficFirst(order);
        record.journal(order);
        String refused;
        try {
            refused = carryOut(order);
        } catch (CaravanException failed) {
            // Whoever gave the order waits for an answer
            refused = failed.getMessage();
        }
        if (!refused.isEmpty()) {
            record.refused(order, refused);
        }
        hands.tokens().advance();
        orders.finish(order.id(), refused.isEmpty() ? OrderOutcome.DONE : OrderOutcome.REFUSED, refused);
    }

    private String carryOut(Order order) {
        switch (order.verb()) {
            case "pause" -> {
                record.learn(MigrationRun.PAUSED, order.by());
                pause();
            }
            case "resume" -> {
                record.learn(MigrationRun.PAUSED, null);
                hands.control().resume();
            }
            case "abort" ->
                hands.control()
                        .stop(new CaravanException(
                                ErrorCode.ABORTED,
                                migration.name(),
                                "aborted by " + order.by() + "; run it again to go on"));
            case "rollback" -> takeBack.accept(reason(order));
            case "ramp" -> {
                return ramps.take(migration, order, course.steps());
            }
            case "approve", "reject", "withdraw" -> {
                return course.signOff(order, hands.steps().desk());
            }
            default -> {
                return "'" + order.verb() + " by " + order.by() + "': no such order for a run";
            }
        }
        return "";
    }

    private static String reason(Order order) {
        return order.arguments().path("reason").asText("asked") + " (" + order.by() + ")";
    }

    /** Pauses the run if somebody has paused it before. */
    void pause() {
        String by = record.fact(MigrationRun.PAUSED);
        if (!by.isEmpty()) {
            hands.control().pause("paused by " + by + "; 'resume " + migration.name() + "' goes on");
        }
    }
}
