package dev.caravan.run;

import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rejects that the ledger in the target counts and the state does not have: its database was lost, or is another one. Their
 * files are read once more up to where the ledger is, and what mapping and rules reject is kept again. Nothing is written
 * to the target.
 */
final class LostRejects {
    private static final Logger LOG = LoggerFactory.getLogger(LostRejects.class);

    private final PipelineParts parts;
    private final RunState state;
    private final PipelineStages stages;

    LostRejects(PipelineParts parts, RunState state, PipelineStages stages) {
        this.parts = parts;
        this.state = state;
        this.stages = stages;
    }

    /** Finds what can be found, and says so. Takes as long as reading the partitions that have lost some. */
    void findAgain() {
        for (LedgerRow row : parts.ledger()) {
            long lost = lost(row);
            if (lost > 0) {
                LOG.warn(
                        "{} of {}: the state does not know of {} rejects that the ledger in the target counts;"
                                + " reading up to record {} to find them again",
                        parts.name().pipeline(),
                        row.partition(),
                        lost,
                        row.position().ordinal());
                read(partition(row), row.position());
                complain(row, lost(row));
            }
        }
    }

    private void read(Partition partition, Position until) {
        Position from = Position.START;
        boolean last = false;
        while (!last && from.ordinal() < until.ordinal()) {
            stages.check();
            long left = until.ordinal() - from.ordinal();
            int most = (int) Math.min(parts.pipeline().batch(), left);
            Chunk chunk = parts.ends().source().read(partition, from, most);
            parts.mapping().apply(chunk);
            parts.rules().check(chunk);
            if (!chunk.rejects().isEmpty()) {
                state.rejects().save(parts.name(), chunk);
            }
            from = chunk.to();
            last = chunk.last();
        }
    }

    private static void complain(LedgerRow row, long still) {
        if (still > 0) {
            LOG.warn(
                    "{}: {} rejects could not be found this way; 'run --fresh' reads all again, finds the rows that are"
                            + " there, and rejects what it must",
                    row.partition(),
                    still);
        }
    }

    private Partition partition(LedgerRow row) {
        return parts.ends().partitions().stream()
                .filter(partition -> partition.id().equals(row.partition()))
                .findFirst()
                .orElseThrow();
    }

    private long lost(LedgerRow row) {
        Map<String, Long> kept = state.rejects().rows(parts.name(), row.partition());
        long counted = row.counts().rejected()
                + row.children().values().stream().mapToLong(Counts::rejected).sum();
        return counted - kept.values().stream().mapToLong(Long::longValue).sum();
    }
}
