package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;

/**
 * The state database, {@code STATE/caravan.db}: one connection a process that writes and one that reads, each guarded by a
 * lock, so that nobody who reads waits for a disk that syncs.
 *
 * <p>SQLite has one writer anyway, so more connections would only move the wait into the database. Other processes are
 * kept apart by SQLite itself: write-ahead log, {@code BEGIN IMMEDIATE}, and up to ten seconds of patience. Every write
 * is synced before the method that made it returns.
 *
 * <p>Nothing in this process may open the file other than through SQLite: closing any other channel on it would release
 * SQLite's own locks.
 */
public final class Database implements AutoCloseable {
    private static final String FILE = "caravan.db";
    private static final int PAGE = 4096;
    private static final int PATIENCE_MILLIS = 10_000;

    private final Path file;
    private final Session session;
    private final ReentrantLock guard = new ReentrantLock();
    private final Session reader;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile CaravanException broken;

    private Database(Path file, Session session, Session reader) {
        this.file = file;
        this.session = session;
        this.reader = reader;
    }

    /** True when the folder holds a state database; looking does not make one. */
    public static boolean existsIn(Path state) {
        return Files.exists(state.resolve(FILE));
    }

    /**
     * Opens the database of a state folder; makes both (0700, 0600) where they are missing and brings an older schema
     * up to this program's.
     *
     * @throws CaravanException STATE_UNUSABLE when it cannot be opened, is damaged, is something else, or was made by a
     *     newer program
     */
    public static Database open(Path state, Clock clock) {
        return open(state, clock, Schema.shipped());
    }

    static Database open(Path state, Clock clock, Schema schema) {
        Path file = StateFolder.make(state).resolve(FILE);
        StateFolder.makeFile(file);
        refuseHalfPages(file);
        Session session = new Session(connect(file));
        Database database = new Database(file, session, reader(file, session));
        try {
            schema.apply(database, requireNonNull(clock, "clock is null"));
            return database;
        } catch (RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    /** The database's file. */
    public Path file() {
        return file;
    }

    /** Runs statements that only read. Each sees what was committed when it began; inside a transaction, what that has written. */
    <T> T read(Work<T> work) {
        boolean inside = guard.isHeldByCurrentThread();
        ReentrantLock lock = inside ? guard : reading;
        Session own = inside ? session : reader;
        lock.lock();
        try {
            refuseIfBroken();
            return work.in(own);
        } catch (SQLException failure) {
            own.forgetStatements(failure);
            throw failed(failure);
        } finally {
            lock.unlock();
        }
    }

    /** Runs statements as one transaction, all or none; durable on return. */
    <T> T write(Work<T> work) {
        guard.lock();
        try {
            refuseIfBroken();
            session.begin();
            T result = work.in(session);
            session.commit();
            return result;
        } catch (SQLException failure) {
            session.rollback(failure);
            throw failed(failure);
        } catch (RuntimeException | Error failure) {
            session.rollback(failure);
            throw failure;
        } finally {
            guard.unlock();
        }
    }

    /** Closes the file. Called once, last. */
    @Override
    public void close() {
        guard.lock();
        reading.lock();
        try {
            reader.close();
            session.close();
        } catch (SQLException failure) {
            throw failed(failure);
        } finally {
            reading.unlock();
            guard.unlock();
        }
    }

    private void refuseIfBroken() {
        if (broken != null) {
            throw new CaravanException(broken.code(), broken.where(), broken.getMessage(), broken);
        }
    }

    /**
     * After a failed write to the disk nobody knows what is there, and a second sync may lie: the process is done here.
     */
    private CaravanException failed(SQLException failure) {
        CaravanException told = DatabaseFailure.of(failure, file, session.bytes());
        if (DatabaseFailure.isFatal(failure)) {
            broken = told;
        }
        return told;
    }

    /**
     * SQLite reads what is missing of the last page as zeros. With a log beside it, that is mended; without, it is
     * damage.
     */
    private static void refuseHalfPages(Path file) {
        try {
            if (Files.size(file) % PAGE != 0 && !Files.exists(file.resolveSibling(FILE + "-wal"))) {
                throw DatabaseFailure.damaged(file);
            }
        } catch (IOException e) {
            throw new CaravanException(ErrorCode.STATE_UNUSABLE, file.toString(), "cannot be looked at (" + e + ")", e);
        }
    }

    private static Session reader(Path file, Session session) {
        try {
            return new Session(connect(file));
        } catch (RuntimeException failure) {
            close(session, failure);
            throw failure;
        }
    }

    private static void close(Session session, RuntimeException reason) {
        try {
            session.close();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private static Connection connect(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setPageSize(PAGE);
        config.setBusyTimeout(PATIENCE_MILLIS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        // Rejected records may be personal: what is deleted is overwritten
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        try {
            // As a URI, so that no character of the path is taken for an option
            return config.createConnection("jdbc:sqlite:" + file.toUri());
        } catch (SQLException failure) {
            throw DatabaseFailure.of(failure, file, 0);
        }
    }

    /** Statements that belong together. */
    @FunctionalInterface
    interface Work<T> {
        T in(Session session) throws SQLException;
    }
}
