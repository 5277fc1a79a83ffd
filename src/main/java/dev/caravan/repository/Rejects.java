package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Chunk;
import dev.caravan.model.Reject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The records that were not accepted, or whose target's row was kept instead: one row for each record and child row,
 * found by partition and ordinal. Written before the target commits, so a reject is never lost; what a killed run wrote
 * beyond its last commit is taken out by {@link #forgetFrom} when it is resumed. Safe for use by several threads and
 * processes.
 */
public final class Rejects {
    private static final String OF_PIPELINE = " WHERE migration = ? AND pipeline = ?";
    private static final String OF_PARTITION = OF_PIPELINE + " AND partition = ?";
    private static final String COLUMNS =
            "SELECT number, partition, ordinal, child, disposition, code, stage, key, source,"
                    + " reason, record, record_bytes, at FROM rejects";

    private final Database database;
    private final Clock clock;

    public Rejects(Database database, Clock clock) {
        this.database = requireNonNull(database, "database is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * Keeps the rejects of a chunk, all or none. They replace whatever was known about the chunk's records, so a chunk
     * that is written again leaves nothing behind.
     */
    public void save(PipelineName pipeline, Chunk chunk) {
        long end = Math.max(
                chunk.to().ordinal(), chunk.from().ordinal() + chunk.records().count());
        database.write(session -> {
            RejectRows rows =
                    new RejectRows(session, pipeline, chunk.partition().id());
            rows.deleteBetween(chunk.from().ordinal(), end);
            Instant now = clock.instant();
            for (Reject reject : chunk.rejects()) {
                rows.insert(reject, Disposition.REJECTED, raw(chunk, reject), now);
            }
            for (Reject reject : chunk.kept()) {
                rows.insert(reject, Disposition.KEPT, raw(chunk, reject), now);
            }
            return null;
        });
    }

    /**
     * Takes out what is known about records at {@code ordinal} and after; the run that goes on there writes it again.
     */
    public void forgetFrom(PipelineName pipeline, String partition, long ordinal) {
        database.write(session -> {
            new RejectRows(session, pipeline, partition).deleteBetween(ordinal, Long.MAX_VALUE);
            return null;
        });
    }

    /** Takes out everything that is known about a pipeline that starts over. */
    public void forget(PipelineName pipeline) {
        database.write(session -> {
            new RejectRows(session, pipeline, "").deleteAll();
            return null;
        });
    }

    /**
     * Keeps what a chunk of replayed records rejects still, in place of what it was rejected for. Before the target
     * commits.
     */
    public void saveReplayed(PipelineName pipeline, Chunk chunk) {
        database.write(session -> {
            RejectRows rows =
                    new RejectRows(session, pipeline, chunk.partition().id());
            for (Reject reject : chunk.rejects()) {
                rows.delete(reject.ordinal(), reject.child());
                rows.insert(reject, Disposition.REJECTED, raw(chunk, reject), clock.instant());
            }
            return null;
        });
    }

    /**
     * Takes out the replayed records that are not rejected any more, and keeps which rows of the target they left as they
     * were. After the target has committed: a record that is both there and among the rejects is found equal by the next
     * replay, one that is in neither would be lost.
     *
     * @param ordinals of the records that were replayed
     */
    public void removeReplayed(PipelineName pipeline, Chunk chunk, Collection<Long> ordinals) {
        String partition = chunk.partition().id();
        Set<Place> still = chunk.rejects().stream()
                .map(reject -> new Place(reject.ordinal(), reject.child()))
                .collect(Collectors.toSet());
        database.write(session -> {
            RejectRows rows = new RejectRows(session, pipeline, partition);
            for (long ordinal : ordinals) {
                for (String child : rows.rejected(ordinal)) {
                    if (!still.contains(new Place(ordinal, child))) {
                        rows.delete(ordinal, child);
                    }
                }
            }
            for (Reject kept : chunk.kept()) {
                rows.delete(kept.ordinal(), kept.child());
                rows.insert(kept, Disposition.KEPT, raw(chunk, kept), clock.instant());
            }
            return null;
        });
    }

    /** Counts by disposition and code. */
    public List<RejectCount> counts(PipelineName pipeline) {
        return database.read(session -> session.list(
                "SELECT disposition, code, sum(child = ''), sum(child <> '') FROM rejects" + OF_PIPELINE
                        + " GROUP BY disposition, code ORDER BY disposition DESC, code",
                row -> new RejectCount(
                        Disposition.of(row.getString(1)), row.getString(2), row.getLong(3), row.getLong(4)),
                pipeline.migration(),
                pipeline.pipeline()));
    }

    /** The first few of each code, by disposition and code, each in the order in which they were kept. */
    public List<KeptReject> samples(PipelineName pipeline, int perCode) {
        return database.read(session -> session.list(
                COLUMNS + " JOIN (SELECT number AS chosen, row_number()"
                        + " OVER (PARTITION BY disposition, code ORDER BY number) AS place FROM rejects" + OF_PIPELINE
                        + ") ON number = chosen WHERE place <= ? ORDER BY disposition DESC, code, number",
                Rejects::kept,
                pipeline.migration(),
                pipeline.pipeline(),
                perCode));
    }

    /** How many rejects of a partition are kept: of records by an empty name, of child rows by their table's. */
    public Map<String, Long> rows(PipelineName pipeline, String partition) {
        Map<String, Long> rows = new TreeMap<>();
        database.read(session -> session.list(
                        "SELECT rtrim(rtrim(child, '0123456789'), '#'), count(*) FROM rejects" + OF_PARTITION
                                + " AND disposition = 'rejected' GROUP BY 1",
                        row -> Map.entry(row.getString(1), row.getLong(2)),
                        pipeline.migration(),
                        pipeline.pipeline(),
                        partition))
                .forEach(row -> rows.put(row.getKey(), row.getValue()));
        return rows;
    }

    /** The partitions that have rejected records, in order. */
    public List<String> partitions(PipelineName pipeline) {
        return database.read(session -> session.list(
                "SELECT DISTINCT partition FROM rejects" + OF_PIPELINE
                        + " AND disposition = 'rejected' ORDER BY partition",
                row -> row.getString(1),
                pipeline.migration(),
                pipeline.pipeline()));
    }

    /**
     * A page of what is known of a partition's records, rejected or kept, in the order of its records, each with its children.
     *
     * @param from the first ordinal wanted
     * @param records of how many records, at the most; the next page begins after the last one's ordinal
     */
    public List<KeptReject> page(PipelineName pipeline, String partition, long from, int records) {
        return database.read(session -> session.list(
                COLUMNS + OF_PARTITION + " AND ordinal IN (SELECT DISTINCT ordinal FROM rejects" + OF_PARTITION
                        + " AND ordinal >= ? ORDER BY ordinal LIMIT ?) ORDER BY ordinal, child",
                Rejects::kept,
                pipeline.migration(),
                pipeline.pipeline(),
                partition,
                pipeline.migration(),
                pipeline.pipeline(),
                partition,
                from,
                records));
    }

    /**
     * What the import stage decided about records of a partition with {@code from <= ordinal < to}: rejected there, or
     * kept as the target had them. Verification cannot find that out again; everything else it can.
     */
    public List<Exempt> decidedAtImport(PipelineName pipeline, String partition, long from, long to) {
        return database.read(session -> session.list(
                "SELECT ordinal, child, code, reason FROM rejects" + OF_PARTITION
                        + " AND ordinal >= ? AND ordinal < ? AND stage = 'import' ORDER BY ordinal, child",
                row -> new Exempt(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)),
                pipeline.migration(),
                pipeline.pipeline(),
                partition,
                from,
                to));
    }

    /** How often rejects of a pipeline went away or changed; what was rendered before is old. */
    long generation(PipelineName pipeline) {
        return database.read(session -> session.first(
                        "SELECT generation FROM reject_generations" + OF_PIPELINE,
                        row -> row.getLong(1),
                        pipeline.migration(),
                        pipeline.pipeline())
                .orElse(0L));
    }

    /** Rejected records in the order in which they were kept, after a number. */
    List<Numbered> after(PipelineName pipeline, long number, int most) {
        return database.read(session -> session.list(
                COLUMNS + OF_PIPELINE + " AND number > ? AND disposition = 'rejected' ORDER BY number LIMIT ?",
                row -> new Numbered(row.getLong("number"), kept(row)),
                pipeline.migration(),
                pipeline.pipeline(),
                number,
                most));
    }

    private static RawRecord raw(Chunk chunk, Reject reject) {
        return RawRecord.of(
                chunk.records(), (int) (reject.ordinal() - chunk.records().ordinal(0)));
    }

    private static KeptReject kept(ResultSet row) throws SQLException {
        Reject reject = new Reject(
                row.getString("code"),
                row.getString("stage"),
                row.getString("child"),
                row.getString("key"),
                row.getString("source"),
                row.getLong("ordinal"),
                row.getString("reason"));
        return new KeptReject(
                row.getString("partition"),
                reject,
                Disposition.of(row.getString("disposition")),
                new RawRecord(row.getBytes("record"), row.getLong("record_bytes")).text(),
                Instant.parse(row.getString("at")));
    }

    /** A record, or one of its child rows, that verification must not look for; the code says whether its key was taken. */
    public record Exempt(long ordinal, String child, String code, String reason) {}

    private record Place(long ordinal, String child) {}

    /** A reject with its place in the order of keeping. */
    record Numbered(long number, KeptReject kept) {}
}
