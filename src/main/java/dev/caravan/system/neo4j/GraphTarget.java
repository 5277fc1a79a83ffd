package dev.caravan.system.neo4j;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Chunk;
import dev.caravan.model.KillPoint;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.LostCommits;
import dev.caravan.model.Pipeline;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Unfit;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.neo4j.driver.Transaction;
import org.neo4j.driver.exceptions.Neo4jException;

/**
 * Writes rows as nodes or relationships. A chunk and its ledger row are one transaction, which holds the pipeline's node in the
 * ledger: writers of one pipeline take turns.
 */
final class GraphTarget implements Target {
    /** A key that somebody else has made meanwhile is found when it is looked for again; so often at the most. */
    private static final int MOST_TRIES = 10;

    private final Pipeline.Import into;
    private final Map<String, GraphTable> tables = new ConcurrentHashMap<>();
    private final Neo4jServer server;
    private final GraphLedger ledger;
    private final Clock clock;
    private final LostCommits lost = new LostCommits();
    private volatile LedgerScope scope;
    private volatile long epoch;

    /** A target; nothing is opened. */
    GraphTarget(Pipeline.Import into, List<TargetTable> tables, Neo4jServer server, Clock clock) {
        this.into = into;
        this.server = server;
        this.ledger = new GraphLedger(server.address());
        this.clock = clock;
        for (TargetTable table : tables) {
            this.tables.put(
                    table.table(),
                    GraphTable.of(table.table(), table.key(), into.into().place()));
        }
    }

    @Override
    public synchronized Ledger open(LedgerScope newScope) {
        requireNonNull(newScope, "scope is null");
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        ledger.make(server);
        tables.values().forEach(table -> table.constraints().forEach(server::schema));
        Ledger known = server.write(transaction -> ledger.open(transaction, newScope, now));
        scope = newScope;
        epoch = known.epoch();
        return known;
    }

    @Override
    public Optional<Ledger> look(LedgerScope wanted) {
        return server.read(transaction -> ledger.look(transaction, wanted));
    }

    @Override
    public void write(Chunk chunk, Written beforeCommit) {
        requireOpen();
        if (lost.happened(chunk, this::rowsAtRest)) {
            return;
        }
        String name = into.table().isEmpty() ? chunk.partition().table() : into.table();
        GraphWrite write = new GraphWrite(chunk, table(name), into.existing());
        Chunk.Saved saved = chunk.save();
        for (int tries = 1; !attempt(chunk, write, beforeCommit, tries == MOST_TRIES); tries++) {
            chunk.restore(saved);
        }
        KillPoint.pass("after-commit");
    }

    @Override
    public void repair(String name, RowBuffer rows) {
        GraphTable table = table(name);
        List<GraphRow> wanted = read(rows, table, "repaired");
        fenced(transaction -> {
            List<Integer> there =
                    transaction.run(table.look(), Map.of("rows", GraphRow.parameters(wanted))).list().stream()
                            .filter(found -> !found.get("held").isNull())
                            .map(found -> found.get("i").asInt())
                            .toList();
            GraphWrite.send(
                    transaction,
                    table.create(),
                    wanted.stream().filter(row -> !there.contains(row.number())).toList());
            GraphWrite.send(
                    transaction,
                    table.change(),
                    wanted.stream().filter(row -> there.contains(row.number())).toList());
        });
    }

    @Override
    public void delete(String name, RowBuffer keys) {
        GraphTable table = table(name);
        List<GraphRow> gone = read(keys, table, "deleted");
        fenced(transaction -> GraphWrite.send(transaction, table.delete(), gone));
    }

    @Override
    public void forget(LedgerScope forgotten) {
        server.write(transaction -> {
            ledger.forget(transaction, forgotten);
            return null;
        });
    }

    @Override
    public void rewind(List<LedgerRow> rows) {
        fenced(transaction -> rows.forEach(row -> ledger.save(transaction, scope, row)));
    }

    @Override
    public String dropLedger(String migration) {
        long gone = server.write(transaction -> ledger.drop(transaction, migration));
        if (gone == 0) {
            return "";
        }
        ledger.unmake(server);
        return "its nodes CaravanMigration, CaravanPipeline and CaravanPartition";
    }

    @Override
    public void close() {
        server.close();
    }

    /** True once it is committed; false when it is to be looked at again without what the graph refuses. */
    private boolean attempt(Chunk chunk, GraphWrite write, Written beforeCommit, boolean last) {
        LedgerRow[] row = new LedgerRow[1];
        try {
            server.write(
                    transaction -> {
                        ledger.hold(transaction, scope, epoch);
                        KillPoint.pass("before-data");
                        data(transaction, write);
                        KillPoint.pass("before-ledger");
                        row[0] = beforeCommit.ledgerRow(chunk);
                        ledger.save(transaction, scope, row[0]);
                        KillPoint.pass("before-commit");
                        return null;
                    },
                    () -> lost.remember(chunk, row[0]));
            return true;
        } catch (Refused refused) {
            if (last) {
                throw Neo4jFailure.of(refused.cause, server.address());
            }
            write.find((statement, rows) -> findRefused(write, statement, rows));
            return false;
        }
    }

    private static void data(Transaction transaction, GraphWrite write) {
        try {
            write.run(transaction);
        } catch (Neo4jException e) {
            throw Neo4jFailure.isRefused(e) ? new Refused(e) : e;
        }
    }

    /** Tries halves of what was refused together, each in a transaction that is taken back. */
    private void findRefused(GraphWrite write, String statement, List<GraphRow> rows) {
        String refused = refusal(statement, rows);
        if (refused.isEmpty()) {
            return;
        }
        if (rows.size() == 1) {
            write.refuse(rows.get(0), "the graph refuses it: " + refused);
            return;
        }
        findRefused(write, statement, rows.subList(0, rows.size() / 2));
        findRefused(write, statement, rows.subList(rows.size() / 2, rows.size()));
    }

    private String refusal(String statement, List<GraphRow> rows) {
        try {
            server.write(transaction -> {
                try {
                    GraphWrite.send(transaction, statement, rows);
                } catch (Neo4jException e) {
                    throw Neo4jFailure.isRefused(e) ? new Refused(e) : e;
                }
                throw new TakenBack();
            });
            return "";
        } catch (TakenBack well) {
            return "";
        } catch (Refused refused) {
            return Neo4jFailure.refusal(refused.cause);
        }
    }

    private void fenced(Consumer<Transaction> work) {
        requireOpen();
        server.write(transaction -> {
            ledger.hold(transaction, scope, epoch);
            work.accept(transaction);
            return null;
        });
    }

    /** The ledger, once a transaction that may still be at it has ended. */
    private List<LedgerRow> rowsAtRest() {
        return server.write(transaction -> {
            ledger.hold(transaction, scope, epoch);
            return ledger.rows(transaction, scope);
        });
    }

    private List<GraphRow> read(RowBuffer rows, GraphTable table, String what) {
        GraphRow.Reader reader = new GraphRow.Reader(rows, table);
        List<GraphRow> read = new ArrayList<>();
        for (int row = 0; row < rows.rows(); row++) {
            try {
                read.add(reader.read(row));
            } catch (Unfit unfit) {
                throw server.address().error("a row cannot be " + what + ": " + unfit.getMessage(), unfit);
            }
        }
        return read;
    }

    private GraphTable table(String name) {
        GraphTable table = tables.get(name);
        if (table == null) {
            throw new IllegalStateException("table '" + name + "' is not one of the pipeline's");
        }
        return table;
    }

    private void requireOpen() {
        if (scope == null) {
            throw new IllegalStateException("the target is not open");
        }
    }

    /** Ends a transaction whose data the graph does not take. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Neo4jException cause;

        Refused(Neo4jException cause) {
            super(null, cause, false, false);
            this.cause = cause;
        }
    }

    /** Ends a transaction that was only a trial. */
    private static final class TakenBack extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TakenBack() {
            super(null, null, false, false);
        }
    }
}
