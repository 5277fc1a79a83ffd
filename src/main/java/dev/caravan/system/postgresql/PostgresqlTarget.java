package dev.caravan.system.postgresql;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.relational.ChunkWrite;
import dev.caravan.relational.Sql;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import dev.caravan.system.postgresql.type.NulPolicy;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes into one database: each thread with a connection of its own, one transaction a chunk, the ledger in it. Whether a
 * commit arrived whose answer was lost is read from the ledger.
 *
 * <p>Only the last chunk of a partition waits until the server's disk has it, and with it all that was committed before.
 * The others are confirmed earlier: rows and ledger row of a chunk are lost together or not at all, and as every ledger row
 * is written over the one that was confirmed before, nothing is ever written behind a chunk that a server has lost.
 */
final class PostgresqlTarget implements Target {
    /** Makes two runs that begin at the same moment wait for each other; any number will do. */
    private static final long OPENING = 0x63617261;

    private final PostgresqlServer server;
    private final Pipeline.Import into;
    private final List<TargetTable> wanted;
    private final Clock clock;
    private final Sessions sessions;
    private final Map<String, Unknown> unknown = new ConcurrentHashMap<>();
    private final Map<String, Position> confirmed = new ConcurrentHashMap<>();
    private volatile LedgerScope scope;
    private volatile long epoch;

    /** A target; nothing is opened. */
    PostgresqlTarget(Pipeline.Import into, List<TargetTable> wanted, NulPolicy nul, Clock clock) {
        this.server = PostgresqlServer.of(into.into(), ErrorCode.TARGET_UNUSABLE);
        this.into = into;
        this.wanted = List.copyOf(wanted);
        this.clock = clock;
        this.sessions = new Sessions(server, nul);
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
        if (!into.into().schemaFiles().isEmpty() && !server.exists()) {
            server.create();
        }
        return sessions.with("could not be opened for writing", session -> {
            TargetSchema schema = new TargetSchema(server, into.into().schemaFiles(), repair);
            Ledger known = session.transaction(() -> {
                Sql.one(session.connection(), "SELECT 1 FROM pg_advisory_xact_lock(?)", OPENING);
                sessions.use(new TargetTables(schema.tables(session.connection(), wanted), wanted, repair)
                        .keepingLater(into.table(), into.unlessLater()));
                return session.ledger().open(newScope, now());
            });
            scope = newScope;
            epoch = known.epoch();
            return known;
        });
    }

    @Override
    public Optional<Ledger> look(LedgerScope scopeToLookAt) {
        if (!server.exists()) {
            return Optional.empty();
        }
        return sessions.with(
                "the ledger could not be read",
                session -> session.transaction(() -> session.ledger().look(scopeToLookAt)));
    }

    @Override
    public void write(Chunk chunk, Written beforeCommit) {
        requireOpen();
        if (wasCommitted(chunk)) {
            return;
        }
        sessions.with("chunk " + chunk + " was not written", session -> {
            String main = into.table().isEmpty() ? chunk.partition().table() : into.table();
            ChunkWrite write = new ChunkWrite(chunk, main, session::rows, into.existing());
            write.refuseUnfit();
            while (!attempt(session, write, chunk, beforeCommit)) {
                // Rows that a deferred foreign key would refuse at the commit are left out the next time
            }
            return null;
        });
        KillPoint.pass("after-commit");
    }

    @Override
    public void repair(String table, RowBuffer rows) {
        change("table '" + table + "' was not repaired", session -> session.rows(table, rows.columns())
                .upsert(rows));
    }

    @Override
    public void delete(String table, RowBuffer keys) {
        change("rows of table '" + table + "' were not deleted", session -> session.keys(table, keys.columns())
                .delete(keys, false));
    }

    @Override
    public void deleteSurplus(String table, RowBuffer keys) {
        change(
                "rows that table '" + table + "' has twice were not deleted",
                session -> session.keys(table, keys.columns()).delete(keys, true));
    }

    @Override
    public void finish() {
        change("the sequences could not be set, nor what follows the rows be made", session -> {
            Afterwards.of(server, into).run(session.connection());
            Sequences sequences = new Sequences(session.connection());
            for (TargetTable target : wanted) {
                sequences.follow(sessions.tables().table(target.table()));
            }
        });
    }

    @Override
    public void forget(LedgerScope forgotten) {
        if (server.exists()) {
            sessions.with(
                    "the ledger was not forgotten",
                    session -> session.transaction(() -> {
                        session.ledger().forget(forgotten, now());
                        return null;
                    }));
        }
    }

    @Override
    public void rewind(List<LedgerRow> rows) {
        change("the ledger was not set back", session -> {
            for (LedgerRow row : rows) {
                session.ledger().save(scope, row);
            }
        });
        rows.forEach(this::confirm);
    }

    @Override
    public String dropLedger(String migration) {
        return server.exists()
                ? sessions.with(
                        "the ledger was not removed",
                        session -> session.transaction(() -> session.ledger().drop(migration)))
                : "";
    }

    @Override
    public void close() {
        sessions.close();
    }

    /** True once it is committed; false when the attempt found more rows to leave out, and left nothing behind. */
    private boolean attempt(Session session, ChunkWrite write, Chunk chunk, Written beforeCommit) throws SQLException {
        try {
            session.ledger().check(scope, epoch);
            session.beginChecks();
            KillPoint.pass("before-data");
            write.writeRows();
            write.settle();
            KillPoint.pass("before-ledger");
            LedgerRow row = beforeCommit.ledgerRow(chunk);
            save(session, row);
            KillPoint.pass("before-commit");
            commit(session, chunk, row);
            confirm(row);
            return true;
        } catch (ChunkWrite.Again again) {
            session.rollback(again);
            return false;
        } catch (SQLException | RuntimeException | Error e) {
            session.rollback(e);
            throw e;
        }
    }

    /** Without a ledger row of its own nothing would tell that the chunk is lost: then the disk is waited for. */
    private void save(Session session, LedgerRow row) throws SQLException {
        if (row == null) {
            return;
        }
        Position least = confirmed.get(row.partition());
        if (least == null) {
            session.ledger().save(scope, row);
        } else {
            session.ledger().saveBehind(scope, row, least);
        }
        if (!row.done()) {
            Sql.run(session.connection(), "SET LOCAL synchronous_commit = off");
        }
    }

    private void confirm(LedgerRow row) {
        if (row != null) {
            confirmed.put(row.partition(), row.position());
        }
    }

    /** A commit whose answer does not come may have happened: remembers what it was, and the next try looks. */
    private void commit(Session session, Chunk chunk, LedgerRow row) throws SQLException {
        int process = session.process();
        try {
            session.connection().commit();
        } catch (SQLException e) {
            // Without a ledger row of its own nothing tells; the next try meets equal rows
            if (row != null && PostgresqlFailure.isLost(e)) {
                unknown.put(chunk.partition().id(), new Unknown(row, chunk.save(), process));
            }
            throw e;
        }
    }

    /** True when an earlier try of this chunk was committed after all; the chunk is then as it was left. */
    private boolean wasCommitted(Chunk chunk) {
        Unknown lost = unknown.get(chunk.partition().id());
        if (lost == null) {
            return false;
        }
        boolean there = sessions.with(
                "it is not known whether chunk " + chunk + " was written",
                session -> session.transaction(() -> {
                    session.endProcess(lost.process());
                    return session.ledger().rowsAtRest(scope).contains(lost.row());
                }));
        unknown.remove(chunk.partition().id());
        if (there) {
            confirm(lost.row());
            chunk.restore(lost.settled());
        }
        return there;
    }

    /** Changes something in a transaction, if no younger run has taken over. */
    private void change(String failure, Change change) {
        requireOpen();
        sessions.with(
                failure,
                session -> session.transaction(() -> {
                    session.ledger().check(scope, epoch);
                    change.make(session);
                    return null;
                }));
    }

    private void requireOpen() {
        if (scope == null) {
            throw new IllegalStateException("the target is not open");
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * A commit whose answer was lost.
     *
     * @param settled the chunk as it was then
     * @param process the server's process that may still be at it
     */
    private record Unknown(LedgerRow row, Chunk.Saved settled, int process) {}

    /** What a transaction does. */
    @FunctionalInterface
    private interface Change {
        void make(Session session) throws SQLException;
    }
}
