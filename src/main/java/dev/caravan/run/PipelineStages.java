package dev.caravan.run;

import dev.caravan.exporter.Exporter;
import dev.caravan.exporter.Throttle;
import dev.caravan.importer.Importer;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Partition;
import dev.caravan.run.StageTimes.Stage;
import dev.caravan.spi.Mapping;
import dev.caravan.spi.Rule;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stages of one pipeline as its routes call them: each does its part for one chunk and keeps the time. */
public final class PipelineStages {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineStages.class);

    private final PipelineRun run;
    private final Control control;
    private volatile Parts parts;
    private final StageTimes times = new StageTimes();
    private final InstantSource clock;

    /** The stages of {@code run}. */
    public PipelineStages(PipelineRun run, Control control, InstantSource clock) {
        this.run = run;
        this.control = control;
        this.clock = clock;
    }

    /** Puts in what the stages work with, for the phase that begins. */
    public void use(Parts newParts) {
        parts = newParts;
    }

    /** The next chunk of a partition; waits first where the throttle says so. */
    public Chunk export(Partition partition) {
        control.check();
        long began = System.nanoTime();
        Chunk chunk = parts.exporter().export(partition, run.reading(partition));
        times.add(Stage.EXPORT, began);
        run.read(chunk);
        slowDown(chunk);
        return chunk;
    }

    /** Maps the records of a chunk. */
    public Chunk transform(Chunk chunk) {
        control.check();
        long began = System.nanoTime();
        parts.mapping().apply(chunk);
        times.add(Stage.TRANSFORM, began);
        return chunk;
    }

    /** Rejects what is not acceptable. */
    public Chunk validate(Chunk chunk) {
        control.check();
        long began = System.nanoTime();
        parts.rules().check(chunk);
        times.add(Stage.VALIDATE, began);
        return chunk;
    }

    /** Lets the target prepare for a chunk while it writes the one before. */
    public Chunk ahead(Chunk chunk) {
        control.check();
        parts.importer().ahead(chunk);
        return chunk;
    }

    /** Writes a chunk; its rejects are durable before it is. */
    public Chunk write(Chunk chunk) {
        control.check();
        long began = System.nanoTime();
        parts.importer().write(chunk, this::beforeCommit);
        parts.rejects().written(chunk);
        times.add(Stage.IMPORT, began);
        LOG.debug(
                "{} {}: {} in {} ms",
                run.pipeline().name(),
                chunk,
                chunk.counts(),
                (System.nanoTime() - began) / 1_000_000);
        return chunk;
    }

    /** Counts a written chunk; true when it was the last of the last partition. */
    public boolean finished(Chunk chunk) {
        boolean more = run.settle(chunk);
        parts.exporter().done(chunk);
        return more;
    }

    /** One step of the verification; true while there is more to do. */
    public boolean verify() {
        control.check();
        long began = System.nanoTime();
        boolean more = parts.verification().getAsBoolean();
        times.add(Stage.VERIFY, began);
        return more;
    }

    /** What holds them back, and what a failure in one of them stops. */
    public Control control() {
        return control;
    }

    /** Throws when the run has ended. */
    void check() {
        control.check();
    }

    /** The times so far. */
    public StageTimes times() {
        return times;
    }

    private LedgerRow beforeCommit(Chunk settled) {
        control.check();
        parts.rejects().keep(settled);
        try {
            return run.after(settled, clock.instant());
        } catch (CaravanException stopped) {
            // Whoever looks for what stopped it finds the chunk's rejects too, though it is not written
            parts.rejects().written(settled);
            throw stopped;
        }
    }

    private void slowDown(Chunk chunk) {
        Duration wait = parts.throttle().take(chunk.records().count());
        long until = System.nanoTime() + wait.toNanos();
        for (long left = wait.toNanos(); left > 0; left = until - System.nanoTime()) {
            String paused = control.pausedBy();
            run.waiting(paused.isEmpty() ? "throttled to " + parts.throttle().limit() + " records/s" : paused);
            control.await(Math.min(200, left / 1_000_000));
            control.check();
        }
        if (!wait.isZero()) {
            run.waiting("");
        }
    }

    /**
     * What the stages are made of.
     *
     * @param rejects keeps a chunk's rejects for good
     * @param verification one step of it; false when it has ended
     */
    public record Parts(
            Exporter exporter,
            Throttle throttle,
            Mapping mapping,
            Rule rules,
            Importer importer,
            RejectKeeper rejects,
            BooleanSupplier verification) {

        /** Parts for a pipeline that is only compared. */
        static Parts forVerification(BooleanSupplier verification) {
            return new Parts(null, null, null, null, null, RejectKeeper.NONE, verification);
        }
    }
}
