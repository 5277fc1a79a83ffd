package dev.caravan.camel;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.run.PipelineStages;
import org.apache.camel.Body;
import org.apache.camel.Header;

/** What the routes of one pipeline call: the stages of the run that the token belongs to. */
public final class StageCalls {
    private final LiveRuns live;
    private final String pipeline;

    StageCalls(LiveRuns live, String pipeline) {
        this.live = live;
        this.pipeline = pipeline;
    }

    /** The next chunk of a partition. */
    public Chunk export(@Header(Headers.RUN) Long mark, @Body Partition partition) {
        return stages(mark).export(partition);
    }

    /** Maps the records of a chunk. */
    public Chunk transform(@Header(Headers.RUN) Long mark, @Body Chunk chunk) {
        return stages(mark).transform(chunk);
    }

    /** Rejects what is not acceptable. */
    public Chunk validate(@Header(Headers.RUN) Long mark, @Body Chunk chunk) {
        return stages(mark).validate(chunk);
    }

    /** Lets the target prepare for a chunk while it writes the one before. */
    public Chunk ahead(@Header(Headers.RUN) Long mark, @Body Chunk chunk) {
        return stages(mark).ahead(chunk);
    }

    /** Writes a chunk and its ledger row. */
    public Chunk write(@Header(Headers.RUN) Long mark, @Body Chunk chunk) {
        return stages(mark).write(chunk);
    }

    /** Counts a written chunk; true when it was the last of the last partition. */
    public boolean finished(@Header(Headers.RUN) Long mark, @Body Chunk chunk) {
        return stages(mark).finished(chunk);
    }

    /** One step of the verification; true while there is more to do. */
    public boolean verify(@Header(Headers.RUN) Long mark) {
        return stages(mark).verify();
    }

    private PipelineStages stages(Long mark) {
        return live.of(mark)
                .orElseThrow(() -> new CaravanException(
                        ErrorCode.ABORTED, pipeline, "its run has ended; what was on its way is given up"))
                .stages(pipeline);
    }
}
