package dev.caravan.run;

import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.spi.SystemKind;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * How the work of one run is set going. A token that is lost loses nothing: what is done is in the ledger. Safe for use by
 * several threads.
 */
public interface Tokens {
    /** Takes what to call when somebody asks for the next step. Once, first. */
    void begin(Runnable next);

    /**
     * Lets a pipeline's routes work for this run. Once a pipeline.
     *
     * @param pipeline its name in the migration
     */
    void prepare(String pipeline, PipelineRun run, PipelineStages stages, Lane lane);

    /** Sends one token a partition. */
    void partitions(String pipeline, List<Partition> partitions);

    /** Sends the token of the verification. */
    void verification(String pipeline);

    /**
     * Drops what waits on its way through a pipeline whose stages were stopped.
     *
     * @return false while a route still works for it
     */
    boolean drop(String pipeline);

    /** Asks the run to look what comes next. */
    void advance();

    /**
     * Drops what is still on its way, for a run that has ended, and waits until no route works for it any more.
     *
     * @return false when something still does after this time
     */
    boolean end(Duration patience);

    /** How the partitions of a pipeline travel. */
    record Lane(boolean singleWriter, int workers) {
        /** Each open partition holds a connection and a chunk; one more for each worker keeps it from waiting for the next. */
        private static final int AHEAD = 2;

        /** How many partitions are open at once. */
        int open() {
            return singleWriter ? Integer.MAX_VALUE : workers * AHEAD;
        }

        /** How a pipeline travels, by the kinds of systems there are. */
        public static Lane of(Pipeline pipeline, Function<String, SystemKind> kinds, int workers) {
            return of(pipeline, Destinations.keeper(pipeline, kinds), workers);
        }

        /**
         * How a pipeline travels: a target with a single writer lets reading and mapping run ahead of it.
         *
         * @param workers partitions at once where the file leaves it open
         */
        public static Lane of(Pipeline pipeline, SystemKind into, int workers) {
            return new Lane(into.singleWriter(), pipeline.workers() > 0 ? pipeline.workers() : workers);
        }
    }
}
