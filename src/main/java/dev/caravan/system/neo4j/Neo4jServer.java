package dev.caravan.system.neo4j;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.AuthToken;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Config;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Logging;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.Transaction;
import org.neo4j.driver.TransactionConfig;
import org.neo4j.driver.exceptions.Neo4jException;

/** One database of a server. Connects when it is first asked. Safe for use by several threads. */
final class Neo4jServer implements AutoCloseable {
    private final Neo4jAddress address;
    private Driver driver;

    private Neo4jServer(Neo4jAddress address) {
        this.address = address;
    }

    /** The server of a system; nothing is opened. */
    static Neo4jServer of(SystemSettings system, ErrorCode unusable) {
        return new Neo4jServer(Neo4jAddress.of(system, unusable));
    }

    Neo4jAddress address() {
        return address;
    }

    /** Does some work in a transaction of its own that is taken back when the work throws. */
    <T> T write(Function<Transaction, T> work) {
        return write(work, () -> {});
    }

    /**
     * The same.
     *
     * @param unknown told when nobody knows whether the transaction was committed
     */
    <T> T write(Function<Transaction, T> work, Runnable unknown) {
        try (Session session = session(AccessMode.WRITE);
                Transaction transaction = session.beginTransaction(limit())) {
            T result = work.apply(transaction);
            commit(transaction, unknown);
            return result;
        } catch (Neo4jException e) {
            throw Neo4jFailure.of(e, address);
        }
    }

    /** Reads in a transaction of its own. */
    <T> T read(Function<Transaction, T> work) {
        try (Session session = session(AccessMode.READ);
                Transaction transaction = session.beginTransaction(limit())) {
            return work.apply(transaction);
        } catch (Neo4jException e) {
            throw Neo4jFailure.of(e, address);
        }
    }

    /** A session for a reader that goes on for as long as it likes; to be closed. */
    Session session(AccessMode mode) {
        SessionConfig.Builder config = SessionConfig.builder().withDefaultAccessMode(mode);
        if (!address.database().isEmpty()) {
            config.withDatabase(address.database());
        }
        return driver().session(config.build());
    }

    /** Changes the schema, in a transaction of its own. */
    void schema(String statement) {
        write(transaction -> transaction.run(statement, Map.of()).consume());
    }

    @Override
    public synchronized void close() {
        if (driver != null) {
            driver.close();
            driver = null;
        }
    }

    private static void commit(Transaction transaction, Runnable unknown) {
        try {
            transaction.commit();
        } catch (Neo4jException e) {
            if (Neo4jFailure.isLost(e)) {
                unknown.run();
            }
            throw e;
        }
    }

    private TransactionConfig limit() {
        return TransactionConfig.builder().withTimeout(address.timeout()).build();
    }

    private synchronized Driver driver() {
        if (driver == null) {
            AuthToken who =
                    address.user().isEmpty() ? AuthTokens.none() : AuthTokens.basic(address.user(), address.password());
            Config config = Config.builder()
                    .withLogging(Logging.none())
                    .withTelemetryDisabled(true)
                    .withEventLoopThreads(1)
                    .withConnectionTimeout(address.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .withConnectionAcquisitionTimeout(address.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .build();
            try {
                driver = GraphDatabase.driver(address.uri(), who, config);
            } catch (IllegalArgumentException e) {
                throw new CaravanException(
                        ErrorCode.FILE_INVALID,
                        address.shown(),
                        "the driver refuses this address: " + e.getMessage(),
                        e);
            }
        }
        return driver;
    }
}
