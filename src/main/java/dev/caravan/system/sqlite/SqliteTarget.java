package dev.caravan.system.sqlite;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.Pipeline;
import dev.caravan.model.RowBuffer;
import dev.caravan.relational.ChunkWrite;
import dev.caravan.relational.LedgerTables;
import dev.caravan.relational.Sql;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes into one database file: one connection, one transaction a chunk, the ledger in it. Threads wait for each other at
 * the file's lock; other processes are waited for as long as the busy timeout.
 */
final class SqliteTarget implements Target {
    /** At the most this much of the file and of the staged rows is kept in memory; the rest is on disk. */
    static final List<String> PRAGMAS = List.of(
            "PRAGMA cache_size = -18000",
            "PRAGMA temp_store = FILE",
            "PRAGMA temp.cache_size = -8000",
            "PRAGMA wal_autocheckpoint = 16000");

    private final SqliteFile file;
    private final Pipeline.Import into;
    private final List<TargetTable> tables;
    private final ReentrantLock lock;
    private final Clock clock;
    private final List<String> pragmas;
    private Connection connection;
    private LedgerTables ledger;
    private TableWriters writers;
    private LedgerScope scope;
    private long epoch;

    /**
     * A target; nothing is opened.
     *
     * @param pragmas what its connection is told first
     */
    SqliteTarget(Pipeline.Import into, List<TargetTable> tables, WriteLocks locks, Clock clock, List<String> pragmas) {
        this.file = SqliteFile.of(into.into().address(), ErrorCode.TARGET_UNUSABLE);
        this.into = into;
        this.tables = List.copyOf(tables);
        this.lock = locks.of(file);
        this.clock = clock;
        this.pragmas = List.copyOf(pragmas);
    }

    @Override
    public Ledger open(LedgerScope newScope) {
        return open(newScope, false);
    }

    @Override
    public Ledger openForRepair(LedgerScope newScope) {
        return open(newScope, true);
    }

    private Ledger open(LedgerScope newScope, boolean repair) {
        requireNonNull(newScope, "scope is null");
        return locked("could not be opened for writing", () -> {
            connect();
            TargetSchema schema = new TargetSchema(file, into.into().schemaFiles(), repair);
            Map<String, SqliteTable> found = new LinkedHashMap<>();
            Ledger known = new Transaction(connection).run(() -> {
                found.putAll(schema.tables(connection, tables));
                return ledger.open(newScope, now());
            });
            if (writers != null) {
                writers.close();
            }
            writers = new TableWriters(connection, file, found, tables);
            scope = newScope;
            epoch = known.epoch();
            return known;
        });
    }

    /** What follows opens connections of its own: the pages that the writes kept in memory make room for theirs. */
    @Override
    public void finish() {
        locked("its memory could not be given back", () -> {
            if (connection != null) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("PRAGMA shrink_memory");
                }
            }
            return null;
        });
    }

    @Override
    public Optional<Ledger> look(LedgerScope wanted) {
        if (!file.exists()) {
            return Optional.empty();
        }
        try (Connection reading = file.reading()) {
            return new LedgerTables(file.ledger(), reading).look(wanted);
        } catch (SQLException e) {
            throw file.failure(e, "the ledger could not be read");
        }
    }

    @Override
    public void write(Chunk chunk, Written beforeCommit) {
        String main = into.table().isEmpty() ? chunk.partition().table() : into.table();
        locked("chunk " + chunk + " was not written", () -> {
            requireOpen();
            ChunkWrite write = new ChunkWrite(chunk, main, writers::of, into.existing());
            write.refuseUnfit();
            while (!attempt(write, chunk, beforeCommit)) {
                // Rows that a deferred foreign key would refuse at the commit are left out the next time
            }
            KillPoint.pass("after-commit");
            return null;
        });
    }

    @Override
    public void repair(String table, RowBuffer rows) {
        locked("table '" + table + "' was not repaired", () -> {
            requireOpen();
            TableWriter writer = writers.of(table, rows.columns());
            new Transaction(connection).run(() -> {
                ledger.check(scope, epoch);
                writer.upsert(rows);
                KillPoint.pass("before-repair");
                return null;
            });
            KillPoint.pass("after-repair");
            return null;
        });
    }

    @Override
    public void delete(String table, RowBuffer keys) {
        delete(table, keys, false);
    }

    @Override
    public void deleteSurplus(String table, RowBuffer keys) {
        delete(table, keys, true);
    }

    private void delete(String table, RowBuffer keys, boolean butOne) {
        locked("rows of table '" + table + "' were not deleted", () -> {
            requireOpen();
            TableWriter writer = writers.ofKeys(table, keys.columns());
            return new Transaction(connection).run(() -> {
                ledger.check(scope, epoch);
                writer.delete(keys, butOne);
                return null;
            });
        });
    }

    @Override
    public void forget(LedgerScope forgotten) {
        if (file.exists()) {
            locked("the ledger was not forgotten", () -> {
                connect();
                return new Transaction(connection).run(() -> {
                    ledger.forget(forgotten, now());
                    return null;
                });
            });
        }
    }

    @Override
    public void rewind(List<LedgerRow> rows) {
        locked("the ledger was not set back", () -> {
            requireOpen();
            return new Transaction(connection).run(() -> {
                ledger.check(scope, epoch);
                for (LedgerRow row : rows) {
                    ledger.save(scope, row);
                }
                return null;
            });
        });
    }

    @Override
    public String dropLedger(String migration) {
        if (!file.exists()) {
            return "";
        }
        return locked("the ledger was not removed", () -> {
            connect();
            return new Transaction(connection).run(() -> ledger.drop(migration));
        });
    }

    @Override
    public void close() {
        lock.lock();
        try {
            SqliteFile.closeQuietly(connection);
            connection = null;
            writers = null;
        } finally {
            lock.unlock();
        }
    }

    /** True once it is committed; false when the attempt found more rows to leave out, and left nothing behind. */
    private boolean attempt(ChunkWrite write, Chunk chunk, Written beforeCommit) throws SQLException {
        try {
            return new Transaction(connection).run(() -> {
                ledger.check(scope, epoch);
                KillPoint.pass("before-data");
                write.writeRows();
                write.settle();
                KillPoint.pass("before-ledger");
                LedgerRow row = beforeCommit.ledgerRow(chunk);
                if (row != null) {
                    ledger.save(scope, row);
                }
                KillPoint.pass("before-commit");
                return true;
            });
        } catch (ChunkWrite.Again again) {
            return false;
        }
    }

    private void connect() throws SQLException {
        if (connection != null) {
            return;
        }
        boolean fresh = !file.exists();
        if (fresh) {
            makeFolder();
        } else {
            file.require();
        }
        connection = file.writing(pragmas);
        // A new database gets the journal that is quickest here; an existing one keeps its own
        String journal = Sql.text(connection, fresh ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode");
        Sql.run(connection, "PRAGMA synchronous = " + (journal.equals("wal") ? "NORMAL" : "FULL"));
        ledger = new LedgerTables(file.ledger(), connection);
    }

    private void makeFolder() {
        if (into.into().schemaFiles().isEmpty()) {
            throw file.error(
                    "there is no such database; check the path, or name the files that make it under schema:", null);
        }
        try {
            Files.createDirectories(file.path().getParent());
        } catch (IOException e) {
            throw file.error("its folder cannot be made; check the rights of the folder above", e);
        }
    }

    private void requireOpen() {
        if (connection == null || scope == null) {
            throw new IllegalStateException("the target is not open");
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private <T> T locked(String doing, Transaction.Work<T> work) {
        lock.lock();
        try {
            return work.run();
        } catch (SQLException e) {
            if (writers != null) {
                writers.discard(e);
            }
            throw file.failure(e, doing);
        } finally {
            lock.unlock();
        }
    }
}
