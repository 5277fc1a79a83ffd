package dev.caravan.run;

import dev.caravan.model.Pipeline;
import dev.caravan.repository.KeptReject;
import dev.caravan.repository.RejectCount;
import dev.caravan.verifier.CheckResult;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run made of one pipeline.
 *
 * @param seconds how long the copy (or the dry pass) took, without opening and verification
 * @param travelled records that this run itself took through the stages
 * @param rejects by code
 * @param samples a few rejects of each code
 * @param contradictions sums that do not come out even, one sentence each
 * @param notice what people should know and need not mend; empty where there is nothing
 */
public record PipelineResult(
        Pipeline pipeline,
        Progress progress,
        double seconds,
        long travelled,
        StageTimes times,
        Pace pace,
        List<RejectCount> rejects,
        List<KeptReject> samples,
        Path rejectFile,
        List<CheckResult> checks,
        List<String> contradictions,
        String notice) {
    public PipelineResult {
        rejects = List.copyOf(rejects);
        samples = List.copyOf(samples);
        checks = List.copyOf(checks);
        contradictions = List.copyOf(contradictions);
    }

    /** Records a second while they travelled; those done before a resume are not counted. */
    public double recordsPerSecond() {
        return seconds == 0 ? 0 : travelled / seconds;
    }
}
