package dev.caravan.repository;

import dev.caravan.model.Reject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The rows of one partition's rejects, within one transaction. */
final class RejectRows {
    private static final String OF_PIPELINE = "DELETE FROM rejects WHERE migration = ? AND pipeline = ?";
    private static final String INSERT =
            "INSERT INTO rejects (migration, pipeline, partition, ordinal, child, disposition,"
                    + " code, stage, key, source, reason, record, record_bytes, at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Session session;
    private final PipelineName pipeline;
    private final String partition;

    RejectRows(Session session, PipelineName pipeline, String partition) {
        this.session = session;
        this.pipeline = pipeline;
        this.partition = partition;
    }

    void insert(Reject reject, Disposition disposition, RawRecord record, Instant at) throws SQLException {
        session.update(
                INSERT,
                pipeline.migration(),
                pipeline.pipeline(),
                partition,
                reject.ordinal(),
                reject.child(),
                disposition.text(),
                reject.code(),
                reject.stage(),
                reject.key(),
                reject.source(),
                reject.reason(),
                record.head(),
                record.size(),
                at.toString());
    }

    /** Deletes rows with {@code from <= ordinal < to}. */
    void deleteBetween(long from, long to) throws SQLException {
        deleted(session.update(
                OF_PIPELINE + " AND partition = ? AND ordinal >= ? AND ordinal < ?",
                pipeline.migration(),
                pipeline.pipeline(),
                partition,
                from,
                to));
    }

    void delete(long ordinal, String child) throws SQLException {
        deleted(session.update(
                OF_PIPELINE + " AND partition = ? AND ordinal = ? AND child = ?",
                pipeline.migration(),
                pipeline.pipeline(),
                partition,
                ordinal,
                child));
    }

    /** What is rejected of a record: its own name is empty, its children's are {@code table#number}. */
    List<String> rejected(long ordinal) throws SQLException {
        return session.list(
                "SELECT child FROM rejects WHERE migration = ? AND pipeline = ? AND partition = ? AND ordinal = ?"
                        + " AND disposition = 'rejected'",
                row -> row.getString(1),
                pipeline.migration(),
                pipeline.pipeline(),
                partition,
                ordinal);
    }

    void deleteAll() throws SQLException {
        deleted(session.update(OF_PIPELINE, pipeline.migration(), pipeline.pipeline()));
    }

    private void deleted(int rows) throws SQLException {
        if (rows > 0) {
            session.update(
                    "INSERT INTO reject_generations (migration, pipeline, generation) VALUES (?, ?, 1)"
                            + " ON CONFLICT DO UPDATE SET generation = generation + 1",
                    pipeline.migration(),
                    pipeline.pipeline());
        }
    }
}
