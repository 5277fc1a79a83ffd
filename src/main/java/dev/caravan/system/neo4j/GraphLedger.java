package dev.caravan.system.neo4j;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.LedgerRefusal;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.LedgerText;
import dev.caravan.spi.Target.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.neo4j.driver.Record;
import org.neo4j.driver.Transaction;

/**
 * The ledger in nodes beside the data: one for a migration, one for each of its pipelines and one for each partition. It is
 * written in the transaction of the data, which holds the pipeline's node: a run that is over cannot write.
 */
final class GraphLedger {
    private static final List<String> LABELS = List.of("CaravanMigration", "CaravanPipeline", "CaravanPartition");
    private static final String ID = "id";
    private static final String MIGRATION = "migration";

    private final Neo4jAddress address;

    GraphLedger(Neo4jAddress address) {
        this.address = address;
    }

    /** Makes what two runs at once need, so that neither makes a node twice. */
    void make(Neo4jServer server) {
        for (String label : LABELS) {
            server.schema(
                    "CREATE CONSTRAINT " + name(label) + " IF NOT EXISTS FOR (n:" + label + ") REQUIRE n.id IS UNIQUE");
        }
    }

    /** Takes the next epoch and tells what is done; refuses rows begun by another definition. */
    Ledger open(Transaction transaction, LedgerScope scope, Instant now) {
        Instant start = scope.firstStart() == null ? now : scope.firstStart();
        Record migration = transaction
                .run(
                        "MERGE (m:CaravanMigration {id: $migration}) ON CREATE SET m.first_start = $start"
                                + " RETURN m.first_start AS start",
                        Map.of(MIGRATION, scope.migration(), "start", start.toString()))
                .single();
        Record pipeline = transaction
                .run(
                        "MERGE (p:CaravanPipeline {id: $id}) ON CREATE SET p.epoch = 0, p.migration = $migration"
                                + " SET p.epoch = p.epoch + 1 RETURN p.epoch AS epoch, p.digest AS digest",
                        Map.of(ID, id(scope), MIGRATION, scope.migration()))
                .single();
        List<LedgerRow> rows = rows(transaction, scope);
        if (!rows.isEmpty()) {
            refuseOther(scope, pipeline.get("digest").asString(""));
        }
        transaction
                .run(
                        "MATCH (p:CaravanPipeline {id: $id}) SET p.digest = $digest, p.holder = $holder",
                        Map.of(ID, id(scope), "digest", scope.digest(), "holder", scope.holder()))
                .consume();
        return new Ledger(
                pipeline.get("epoch").asLong(),
                Instant.parse(migration.get("start").asString()),
                rows);
    }

    /** What is known of a pipeline that was begun. */
    Optional<Ledger> look(Transaction transaction, LedgerScope scope) {
        return transaction
                .run(
                        "MATCH (p:CaravanPipeline {id: $id}), (m:CaravanMigration {id: $migration})"
                                + " RETURN p.epoch AS epoch, m.first_start AS start",
                        Map.of(ID, id(scope), MIGRATION, scope.migration()))
                .list()
                .stream()
                .findFirst()
                .map(found -> new Ledger(
                        found.get("epoch").asLong(),
                        Instant.parse(found.get("start").asString()),
                        rows(transaction, scope)));
    }

    /** Holds the pipeline until the transaction ends; refuses a run whose epoch is over. */
    void hold(Transaction transaction, LedgerScope scope, long epoch) {
        List<Record> found = transaction
                .run(
                        "MATCH (p:CaravanPipeline {id: $id}) SET p.turn = coalesce(p.turn, 0) + 1"
                                + " RETURN p.epoch AS epoch, p.holder AS holder",
                        Map.of(ID, id(scope)))
                .list();
        String holder = found.isEmpty() ? "" : found.get(0).get("holder").asString("");
        if (!found.isEmpty() && found.get(0).get("epoch").asLong() == epoch && holder.equals(scope.holder())) {
            return;
        }
        String untouched = "nothing was written";
        throw new CaravanException(
                ErrorCode.STALE_RUN,
                address.shown(),
                holder.isEmpty()
                        ? LedgerRefusal.gone(scope, untouched)
                        : LedgerRefusal.overtaken(
                                scope, found.get(0).get("epoch").asLong(), holder, epoch, untouched));
    }

    /**
     * Says how far a partition is.
     *
     * @param row null where another target says it
     */
    void save(Transaction transaction, LedgerScope scope, LedgerRow row) {
        if (row == null) {
            return;
        }
        transaction
                .run(
                        "MERGE (r:CaravanPartition {id: $id}) SET r.pipeline = $pipeline, r.row = $row",
                        Map.of(
                                ID,
                                id(scope) + "/" + row.partition(),
                                "pipeline",
                                id(scope),
                                "row",
                                LedgerText.text(row)))
                .consume();
    }

    /** Forgets the rows; the epoch goes on, so that a run of before is refused. */
    void forget(Transaction transaction, LedgerScope scope) {
        transaction
                .run("MATCH (r:CaravanPartition {pipeline: $id}) DELETE r", Map.of(ID, id(scope)))
                .consume();
        transaction
                .run(
                        "MATCH (p:CaravanPipeline {id: $id}) SET p.epoch = p.epoch + 1 REMOVE p.digest, p.holder",
                        Map.of(ID, id(scope)))
                .consume();
    }

    /** Takes a migration's ledger out; answers how many nodes it had. */
    long drop(Transaction transaction, String migration) {
        return transaction
                        .run(
                                "MATCH (p:CaravanPipeline {migration: $migration})"
                                        + " OPTIONAL MATCH (r:CaravanPartition {pipeline: p.id}) DELETE r, p RETURN count(*) AS gone",
                                Map.of(MIGRATION, migration))
                        .single()
                        .get("gone")
                        .asLong()
                + transaction
                        .run(
                                "MATCH (m:CaravanMigration {id: $migration}) DELETE m RETURN count(*) AS gone",
                                Map.of(MIGRATION, migration))
                        .single()
                        .get("gone")
                        .asLong();
    }

    /** Takes away what the ledger's nodes needed, once none is left. */
    void unmake(Neo4jServer server) {
        boolean others = server.read(transaction -> transaction
                        .run("MATCH (m:CaravanMigration) RETURN count(m) AS there")
                        .single()
                        .get("there")
                        .asLong()
                > 0);
        if (!others) {
            LABELS.forEach(label -> server.schema("DROP CONSTRAINT " + name(label) + " IF EXISTS"));
        }
    }

    List<LedgerRow> rows(Transaction transaction, LedgerScope scope) {
        List<LedgerRow> rows = new ArrayList<>();
        List<Record> found = transaction
                .run("MATCH (r:CaravanPartition {pipeline: $id}) RETURN r.row AS row", Map.of(ID, id(scope)))
                .list();
        try {
            found.forEach(one -> rows.add(LedgerText.row(one.get("row").asString())));
        } catch (RuntimeException e) {
            throw address.error(
                    "a node CaravanPartition was changed by something else; restore it, or start with --fresh", e);
        }
        rows.sort(Comparator.comparing(LedgerRow::partition));
        return rows;
    }

    private void refuseOther(LedgerScope scope, String known) {
        LedgerRefusal.changed(scope, known).ifPresent(refusal -> {
            throw new CaravanException(ErrorCode.PIPELINE_CHANGED, address.shown(), refusal);
        });
    }

    /** Neither name may hold a slash. */
    private static String id(LedgerScope scope) {
        return scope.migration() + "/" + scope.pipeline();
    }

    private static String name(String label) {
        return "caravan_" + label.substring("Caravan".length()).toLowerCase(java.util.Locale.ROOT);
    }
}
