package dev.caravan.run;

import dev.caravan.model.Partition;
import java.util.List;

/** How work is set going. A token that is lost loses nothing: what is done is in the ledger. */
public interface Tokens {
    /** Makes a pipeline's routes around its stages. Once a pipeline. */
    void prepare(String pipeline, PipelineRun run, PipelineStages stages, Lane lane);

    /** Sends one token a partition. */
    void partitions(String pipeline, List<Partition> partitions);

    /** Sends the token of the verification. */
    void verification(String pipeline);

    /** Asks the run to look what comes next. */
    void advance();

    /** How the partitions of a pipeline travel. */
    record Lane(boolean singleWriter, int workers) {}
}
