package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Counts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far each pipeline of a run is, for readers in other processes. Only a picture: the truth about records is the
 * target's ledger. The runner posts at least once a second and at each change of state.
 */
public final class ProgressBoard {
    private static final String POST =
            "INSERT OR REPLACE INTO progress (run, pipeline, state, waiting, expected, partitions,"
                    + " partitions_done, records_a_second, imported, filtered, rejected, skipped, children, updated)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Database database;
    private final Clock clock;
    private final Json json = new Json();

    public ProgressBoard(Database database, Clock clock) {
        this.database = requireNonNull(database, "database is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * Posts where pipelines stand, all or none.
     *
     * @throws IllegalStateException when one of them cannot get to its state from the one posted before
     */
    public void post(long run, List<PipelineProgress> pipelines) {
        database.write(session -> {
            for (PipelineProgress pipeline : pipelines) {
                check(session, run, pipeline);
                post(session, run, pipeline);
            }
            return null;
        });
    }

    /** What was last posted for a run, by the pipelines' names. */
    public List<Posted> read(long run) {
        return database.read(
                session -> session.list("SELECT * FROM progress WHERE run = ? ORDER BY pipeline", this::posted, run));
    }

    private void post(Session session, long run, PipelineProgress pipeline) throws SQLException {
        session.update(
                POST,
                run,
                pipeline.pipeline(),
                pipeline.state().name(),
                pipeline.waiting(),
                pipeline.expected(),
                pipeline.partitions(),
                pipeline.partitionsDone(),
                pipeline.recordsPerSecond(),
                pipeline.counts().imported(),
                pipeline.counts().filtered(),
                pipeline.counts().rejected(),
                pipeline.counts().skipped(),
                json.counts(pipeline.children()),
                clock.instant().toString());
    }

    private static void check(Session session, long run, PipelineProgress next) throws SQLException {
        Optional<PipelineState> last = session.first(
                "SELECT state FROM progress WHERE run = ? AND pipeline = ?",
                row -> PipelineState.valueOf(row.getString(1)),
                run,
                next.pipeline());
        if (last.isPresent() && !last.get().mayBecome(next.state())) {
            throw new IllegalStateException(
                    "pipeline '" + next.pipeline() + "' is " + last.get() + ", cannot become " + next.state());
        }
    }

    private Posted posted(ResultSet row) throws SQLException {
        long imported = row.getLong("imported");
        long filtered = row.getLong("filtered");
        long rejected = row.getLong("rejected");
        long skipped = row.getLong("skipped");
        Map<String, Counts> children = json.counts(row.getString("children"));
        PipelineProgress progress = new PipelineProgress(
                row.getString("pipeline"),
                PipelineState.valueOf(row.getString("state")),
                row.getString("waiting"),
                new Counts(imported + filtered + rejected + skipped, imported, filtered, rejected, skipped),
                children,
                row.getLong("expected"),
                row.getInt("partitions"),
                row.getInt("partitions_done"),
                row.getDouble("records_a_second"));
        return new Posted(progress, Instant.parse(row.getString("updated")));
    }

    /** Progress with the time at which it was posted: more than a few seconds ago means that nobody posts any more. */
    public record Posted(PipelineProgress progress, Instant updated) {}
}
