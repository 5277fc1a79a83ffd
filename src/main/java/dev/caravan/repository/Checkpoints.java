package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerText;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where pipelines were at some moments. It is for going back alone: what is done is in the target's ledger, and a checkpoint
 * that was lost is missed by nobody. Safe for use by several threads.
 */
public final class Checkpoints {
    private static final int YOUNG = 10;
    private static final int MOST = 40;
    private static final String OF_PIPELINE = " WHERE migration = ? AND pipeline = ?";

    private final Database database;
    private final Clock clock;

    public Checkpoints(Database database, Clock clock) {
        this.database = requireNonNull(database, "database is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * Keeps one, unless the youngest is the same. Of more than forty, every other one goes, the youngest ten excepted.
     *
     * @param digest of the pipeline's definition
     * @param ledger the partitions that were begun
     */
    public void keep(PipelineName name, String digest, List<LedgerRow> ledger) {
        String text = ledger.stream().map(LedgerText::text).collect(Collectors.joining("\n"));
        database.write(session -> {
            Optional<String> youngest = session.first(
                    "SELECT ledger FROM checkpoints" + OF_PIPELINE + " ORDER BY number DESC LIMIT 1",
                    row -> row.getString(1),
                    name.migration(),
                    name.pipeline());
            if (youngest.filter(text::equals).isPresent()) {
                return 0;
            }
            session.update(
                    "INSERT INTO checkpoints SELECT ?1, ?2, coalesce(max(number), 0) + 1, ?3, ?4, ?5, ?6, ?7 FROM checkpoints"
                            + " WHERE migration = ?1 AND pipeline = ?2",
                    name.migration(),
                    name.pipeline(),
                    digest,
                    clock.instant().toString(),
                    ledger.stream().mapToLong(row -> row.counts().read()).sum(),
                    ledger.stream().filter(LedgerRow::done).count(),
                    text);
            return thin(session, name);
        });
    }

    private static int thin(Session session, PipelineName name) throws java.sql.SQLException {
        return session.update(
                "DELETE FROM checkpoints" + OF_PIPELINE
                        + " AND number IN (SELECT number FROM (SELECT number, row_number()"
                        + " OVER (ORDER BY number DESC) AS age, count(*) OVER () AS kept FROM checkpoints" + OF_PIPELINE
                        + ") WHERE kept > " + MOST + " AND age > " + YOUNG + " AND age % 2 = 0)",
                name.migration(),
                name.pipeline(),
                name.migration(),
                name.pipeline());
    }

    /** Those of a migration, by pipeline, the oldest first. */
    public List<Checkpoint> list(String migration) {
        return database.read(session -> session.list(
                "SELECT pipeline, number, saved, records, partitions FROM checkpoints WHERE migration = ?"
                        + " ORDER BY pipeline, number",
                row -> new Checkpoint(
                        row.getString(1),
                        row.getLong(2),
                        Instant.parse(row.getString(3)),
                        row.getLong(4),
                        row.getLong(5)),
                migration));
    }

    /** One of them with what the ledger said; nothing where there is none of this number. */
    public Optional<Kept> find(PipelineName name, long number) {
        return database.read(session -> session.first(
                "SELECT digest, ledger FROM checkpoints" + OF_PIPELINE + " AND number = ?",
                row -> new Kept(
                        row.getString(1),
                        row.getString(2).lines().map(LedgerText::row).toList()),
                name.migration(),
                name.pipeline(),
                number));
    }

    /** Forgets those of a pipeline: what it goes through from now on is another way. */
    public void forget(PipelineName name) {
        database.write(
                session -> session.update("DELETE FROM checkpoints" + OF_PIPELINE, name.migration(), name.pipeline()));
    }

    /** What the ledger said, and the digest of the definition that it was made by. */
    public record Kept(String digest, List<LedgerRow> ledger) {
        public Kept {
            ledger = List.copyOf(ledger);
        }
    }
}
