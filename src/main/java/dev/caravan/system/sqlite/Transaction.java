package dev.caravan.system.sqlite;

import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/** Runs work between BEGIN IMMEDIATE and COMMIT; whatever goes wrong, nothing of it stays and the first error is told. */
final class Transaction {
    private final Connection connection;

    Transaction(Connection connection) {
        this.connection = connection;
    }

    <T> T run(Work<T> work) throws SQLException {
        Sql.run(connection, "BEGIN IMMEDIATE");
        try {
            T result = work.run();
            Sql.run(connection, "COMMIT");
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            rollback(e);
            throw e;
        }
    }

    /** A full disk has rolled back by itself: then this fails, and the first error is still the one that counts. */
    private void rollback(Throwable first) {
        try {
            Sql.run(connection, "ROLLBACK");
        } catch (SQLException second) {
            first.addSuppressed(second);
        }
    }

    /** What happens inside. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }
}
