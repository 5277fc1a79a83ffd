package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Orders for the runner, given by other processes. An order is given at least once to a runner: one that was taken by a
 * runner that died is given again, so carrying it out twice must do no harm. Safe for use by several threads and
 * processes.
 */
public final class Orders {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String COLUMNS =
            "id, verb, migration, arguments, by_whom, created, taken, ended, outcome, reason";
    private static final String TAKE = "UPDATE orders SET taken = ? WHERE number = (SELECT min(number) FROM orders"
            + " WHERE outcome IS NULL AND taken IS NULL AND migration IN (SELECT value FROM json_each(?)))"
            + " RETURNING " + COLUMNS;
    private static final String TAKE_ANY = "UPDATE orders SET taken = ? WHERE number ="
            + " (SELECT min(number) FROM orders WHERE outcome IS NULL AND taken IS NULL) RETURNING " + COLUMNS;

    private final Database database;
    private final Clock clock;
    private final Sleeper sleeper;
    private final Json json = new Json();

    public Orders(Database database, Clock clock, Sleeper sleeper) {
        this.database = requireNonNull(database, "database is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.sleeper = requireNonNull(sleeper, "sleeper is null");
    }

    /**
     * Gives an order.
     *
     * @return false when the same order was given before; nothing changes then
     * @throws CaravanException USAGE when another order has this id
     */
    public boolean give(Order order) {
        return database.write(session -> {
            Optional<Order> there = find(session, order.id());
            if (there.isPresent()) {
                refuseOther(there.get(), order);
                return false;
            }
            session.update(
                    "INSERT INTO orders (id, verb, migration, arguments, by_whom, created) VALUES (?, ?, ?, ?, ?, ?)",
                    order.id(),
                    order.verb(),
                    order.migration(),
                    json.text(order.arguments()),
                    order.by(),
                    order.created().toString());
            return true;
        });
    }

    /** Takes the oldest open order, whatever migration it is for; nobody else gets it then. */
    public Optional<Order> takeNext() {
        if (waiting().isEmpty()) {
            return Optional.empty();
        }
        return database.write(
                session -> session.first(TAKE_ANY, this::order, clock.instant().toString()));
    }

    /** Takes the oldest open order for one of these migrations; nobody else gets it then. */
    public Optional<Order> takeNext(Collection<String> migrations) {
        // Asked for many times a second, and nearly always in vain: look before locking
        if (waiting().stream().noneMatch(order -> migrations.contains(order.migration()))) {
            return Optional.empty();
        }
        String names = json.texts(migrations);
        return database.write(
                session -> session.first(TAKE, this::order, clock.instant().toString(), names));
    }

    /**
     * Records what became of an order.
     *
     * @return false when it had an outcome already, which stays
     */
    public boolean finish(String id, OrderOutcome outcome, String reason) {
        return end(id, outcome, reason, "");
    }

    /** Takes an order back that no runner has taken; answers whether that was in time. */
    public boolean withdraw(String id, String reason) {
        return end(id, OrderOutcome.WITHDRAWN, reason, " AND taken IS NULL");
    }

    /**
     * Opens orders again that a runner took and did not finish. Only for the holder of the state's lock, at its start.
     */
    public void reopen() {
        database.write(session -> session.update("UPDATE orders SET taken = NULL WHERE outcome IS NULL"));
    }

    /** Waits for an order's outcome; empty when there is none in time. An interrupt ends the waiting, and stays set. */
    public Optional<Order> await(String id, Duration most) {
        long begun = sleeper.nanoTime();
        while (true) {
            Optional<Order> order = find(id).filter(it -> it.outcome() != null);
            if (order.isPresent() || sleeper.nanoTime() - begun >= most.toNanos()) {
                return order;
            }
            try {
                sleeper.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    /** The order with this id. */
    public Optional<Order> find(String id) {
        return database.read(session -> find(session, id));
    }

    /** The orders without an outcome, oldest first. */
    public List<Order> open() {
        return database.read(session ->
                session.list("SELECT " + COLUMNS + " FROM orders WHERE outcome IS NULL ORDER BY number", this::order));
    }

    /** The orders that nobody has taken, oldest first. */
    public List<Order> waiting() {
        return open().stream().filter(order -> order.taken() == null).toList();
    }

    private boolean end(String id, OrderOutcome outcome, String reason, String condition) {
        return database.write(session -> session.update(
                        "UPDATE orders SET outcome = ?, reason = ?, ended = ? WHERE id = ? AND outcome IS NULL"
                                + condition,
                        requireNonNull(outcome, "outcome is null").name(),
                        requireNonNull(reason, "reason is null"),
                        clock.instant().toString(),
                        id)
                == 1);
    }

    private Optional<Order> find(Session session, String id) throws SQLException {
        return session.first("SELECT " + COLUMNS + " FROM orders WHERE id = ?", this::order, id);
    }

    private void refuseOther(Order there, Order given) {
        boolean same = there.verb().equals(given.verb())
                && there.migration().equals(given.migration())
                && json.text(there.arguments()).equals(json.text(given.arguments()));
        if (!same) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    "order " + given.id(),
                    "this id belongs to another order ('" + there.verb() + " " + there.migration() + "' of "
                            + there.created() + "); give each order an id of its own");
        }
    }

    private Order order(ResultSet row) throws SQLException {
        String outcome = row.getString("outcome");
        return new Order(
                row.getString("id"),
                row.getString("verb"),
                row.getString("migration"),
                json.tree(row.getString("arguments")),
                row.getString("by_whom"),
                Instant.parse(row.getString("created")),
                time(row, "taken"),
                time(row, "ended"),
                outcome == null ? null : OrderOutcome.valueOf(outcome),
                row.getString("reason"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : Instant.parse(text);
    }
}
