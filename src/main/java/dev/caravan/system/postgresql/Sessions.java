package dev.caravan.system.postgresql;

import dev.caravan.model.CaravanException;
import dev.caravan.system.postgresql.type.NulPolicy;
import java.sql.SQLException;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/** As many connections as there are threads at work at the same time; one after which something failed is not used again. */
final class Sessions implements AutoCloseable {
    private final PostgresqlServer server;
    private final NulPolicy nul;
    private final Deque<Session> idle = new ConcurrentLinkedDeque<>();
    private final Set<Session> all = ConcurrentHashMap.newKeySet();
    private volatile TargetTables tables;

    Sessions(PostgresqlServer server, NulPolicy nul) {
        this.server = server;
        this.nul = nul;
    }

    /** The tables that are written, for sessions made from now on. */
    void use(TargetTables newTables) {
        tables = newTables;
        closeIdle();
    }

    TargetTables tables() {
        return tables;
    }

    /** Runs work with a session; {@code doing} begins the error of a failure. */
    <T> T with(String doing, Work<T> work) {
        Session session = null;
        boolean done = false;
        try {
            session = take();
            T result = work.run(session);
            done = true;
            return result;
        } catch (SQLException e) {
            throw server.failure(e, doing);
        } finally {
            if (done && session.isOf(tables)) {
                idle.push(session);
            } else if (session != null) {
                drop(session);
            }
        }
    }

    @Override
    public void close() {
        all.forEach(this::drop);
        idle.clear();
    }

    private Session take() throws SQLException {
        Session session = idle.poll();
        if (session == null) {
            session = new Session(server, server.writing(), tables, nul);
            all.add(session);
        }
        return session;
    }

    private void closeIdle() {
        for (Session session = idle.poll(); session != null; session = idle.poll()) {
            drop(session);
        }
    }

    private void drop(Session session) {
        all.remove(session);
        session.close();
    }

    /** What is done with a session. */
    @FunctionalInterface
    interface Work<T> {
        /**
         * Does it.
         *
         * @throws CaravanException for what people can mend
         */
        T run(Session session) throws SQLException;
    }
}
