package dev.caravan.run;

import dev.caravan.model.LedgerRow;
import dev.caravan.model.Position;
import dev.caravan.repository.Checkpoints;
import dev.caravan.repository.PipelineName;
import dev.caravan.repository.PipelineState;
import dev.caravan.spi.Source;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps checkpoints of what travels: now and then, and whenever it has stopped. Safe for use by several threads. */
final class CheckpointKeeper {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final String migration;
    private final RunOptions.Mode mode;
    private final Checkpoints checkpoints;
    private final Clock clock;
    private final Map<String, Instant> kept = new HashMap<>();

    CheckpointKeeper(String migration, RunOptions.Mode mode, Checkpoints checkpoints, Clock clock) {
        this.migration = migration;
        this.mode = mode;
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    /** Looks where pipelines are, and keeps what is worth it. */
    synchronized void look(List<PipelineWork> work) {
        for (PipelineWork one : work) {
            PipelineState phase = one.run().phase();
            if (mode == RunOptions.Mode.RUN && phase != PipelineState.REHEARSING && isDue(one, phase)) {
                keep(one);
            } else if (mode == RunOptions.Mode.REPLAY && phase == PipelineState.COPYING) {
                // What is replayed changes what was counted before each of them
                checkpoints.forget(name(one));
            }
        }
    }

    private boolean isDue(PipelineWork work, PipelineState phase) {
        Instant last = kept.get(name(work).pipeline());
        return phase != PipelineState.COPYING
                || last == null
                || last.plus(PAUSE).isBefore(clock.instant());
    }

    private PipelineName name(PipelineWork work) {
        return new PipelineName(migration, work.run().pipeline().name());
    }

    private void keep(PipelineWork work) {
        List<LedgerRow> begun = work.run().ledger().stream()
                .filter(row -> row.done() || !row.position().equals(Position.START))
                .toList();
        // A place to go back to is one of a content, so it waits until that is known
        boolean early = begun.stream().anyMatch(row -> row.identity().startsWith(Source.STAMP));
        if (!begun.isEmpty() && !early && work.firstStart() != null) {
            kept.put(name(work).pipeline(), clock.instant());
            checkpoints.keep(name(work), work.run().pipeline().digest(), begun);
        }
    }
}
