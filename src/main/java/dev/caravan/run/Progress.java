package dev.caravan.run;

import dev.caravan.model.Counts;
import dev.caravan.repository.PipelineState;
import java.util.Map;

/**
 * A pipeline at one moment, for people.
 *
 * @param fraction how much of the phase is done, from 0 to 1, or -1 when that is not known
 * @param doing what the verification looks at, or empty
 * @param waiting why nothing moves, or empty
 * @param nanos how long the phase has been running
 * @param fresh records handled in this phase by this process (without those done before a resume)
 */
public record Progress(
        String pipeline,
        PipelineState phase,
        Counts counts,
        Map<String, Counts> children,
        double fraction,
        String doing,
        String waiting,
        long nanos,
        long fresh) {
    public Progress {
        children = Map.copyOf(children);
    }

    /** Records a second in this phase. */
    public double rate() {
        return nanos == 0 ? 0 : fresh * 1e9 / nanos;
    }
}
