package dev.caravan.run;

import dev.caravan.model.ErrorCode;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * The pipelines of a run with their work, in the file's order. One that is gone over again gets its work anew, in the place of
 * what it did before. Safe for use by several threads; one of them at a time changes it.
 */
final class Works {
    private final CopyOnWriteArrayList<PipelineWork> all = new CopyOnWriteArrayList<>();
    private final Map<String, Pipeline> written = new LinkedHashMap<>();
    private final Control control;
    private final Maker maker;
    private Runnable listener = () -> {};

    /** @param control holds the run back */
    Works(List<Pipeline> pipelines, Control control, Maker maker) {
        this.control = control;
        this.maker = maker;
        for (Pipeline pipeline : pipelines) {
            written.put(pipeline.name(), pipeline);
            all.add(maker.make(pipeline, UnaryOperator.identity(), control));
        }
    }

    /** Makes the work of a pipeline. */
    @FunctionalInterface
    interface Maker {
        /**
         * Work that was not begun.
         *
         * @param wanted what becomes of the run's options for it
         * @param control holds it back, and is what a failure in it stops
         */
        PipelineWork make(Pipeline pipeline, UnaryOperator<RunOptions> wanted, Control control);
    }

    /** As they are now. */
    List<PipelineWork> all() {
        return List.copyOf(all);
    }

    /** For each pipeline its partitions with what each held, as far as it is known; see {@code Source.identity}. */
    Map<String, Map<String, String>> held() {
        Map<String, Map<String, String>> held = new LinkedHashMap<>();
        for (PipelineWork one : all) {
            Map<String, String> partitions = new LinkedHashMap<>();
            one.run().ledger().forEach(row -> partitions.put(row.partition(), row.identity()));
            held.put(one.run().pipeline().name(), partitions);
        }
        return held;
    }

    PipelineWork of(String pipeline) {
        return all.stream()
                .filter(work -> work.run().pipeline().name().equals(pipeline))
                .findFirst()
                .orElseThrow();
    }

    /**
     * A pipeline's work anew, as a step of the plan wants it: it goes on with the ledger, or, {@code again}, begins with the source
     * once more: equal rows are skipped, changed ones replaced; or only tries it. What an earlier step wanted of the pipeline, such
     * as to read a copy, is over.
     */
    PipelineWork anew(String pipeline, Step step) {
        return anew(pipeline, step, control);
    }

    /** The same, where a failure stops no more than {@code part}, a part of the run's control. */
    PipelineWork anew(String pipeline, Step step, Control part) {
        return replace(
                of(pipeline),
                maker.make(Carried.by(step, written.get(pipeline)), options -> Carried.options(step, options), part));
    }

    /** Ends work for a reason, which others are shown before the pipeline begins anew. */
    void end(PipelineWork work, ErrorCode code) {
        RunEnding.end(work.run(), code);
        listener.run();
    }

    /** A pipeline's work as if nothing had been done with it, once it was only tried. */
    void forget(String pipeline) {
        replace(of(pipeline), maker.make(written.get(pipeline), UnaryOperator.identity(), control));
    }

    private PipelineWork replace(PipelineWork before, PipelineWork next) {
        before.close();
        next.onPhase(listener);
        all.set(all.indexOf(before), next);
        listener.run();
        return next;
    }

    /** Calls {@code whenChanged} after each change of a phase. */
    void onPhase(Runnable whenChanged) {
        listener = whenChanged;
        all.forEach(work -> work.onPhase(whenChanged));
    }

    void close() {
        all.forEach(PipelineWork::close);
    }
}
