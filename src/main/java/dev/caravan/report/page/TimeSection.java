package dev.caravan.report.page;

import dev.caravan.report.PipelineReport;
import dev.caravan.report.RunReport;
import dev.caravan.run.Pace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How the time was spent: phases, throughput, stages, waits. */
final class TimeSection implements Section {
    private static final double WIDTH = 1_000;

    @Override
    public String name() {
        return "time";
    }

    @Override
    public Optional<View> view(RunReport report) {
        List<PipelineReport> seen = report.pipelines().stream()
                .filter(pipeline -> !pipeline.work().pace().spans().isEmpty())
                .toList();
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        TimeAxis axis = new TimeAxis(seconds(report, seen), WIDTH);
        RatePlot plot = new RatePlot(axis);
        List<Pace> paces = seen.stream().map(pipeline -> pipeline.work().pace()).toList();
        List<RatePlot.View> plots = Stream.of(
                        plot.of(
                                "records moved",
                                "moved",
                                paces.stream().map(Pace::moved).toList()),
                        plot.of(
                                "rows compared",
                                "compared",
                                paces.stream().map(Pace::compared).toList()))
                .flatMap(Optional::stream)
                .toList();
        return Optional.of(new View(
                axis.ticks(),
                seen.stream().map(pipeline -> band(pipeline, axis)).toList(),
                plots,
                seen.stream()
                        .map(TimeSection::stages)
                        .filter(stages -> !stages.all().isEmpty())
                        .toList(),
                seen.stream().flatMap(TimeSection::waits).toList()));
    }

    private static double seconds(RunReport report, List<PipelineReport> pipelines) {
        double last = pipelines.stream()
                .flatMap(pipeline -> pipeline.work().pace().spans().stream())
                .mapToDouble(Pace.Span::ended)
                .max()
                .orElse(0);
        return Math.max(last, report.heading().took().toNanos() / 1e9);
    }

    private static Band band(PipelineReport pipeline, TimeAxis axis) {
        return new Band(
                pipeline.name(),
                pipeline.work().pace().spans().stream()
                        .map(span -> block(span, axis))
                        .toList());
    }

    private static Block block(Pace.Span span, TimeAxis axis) {
        double x = axis.x(span.began());
        String time = Figures.seconds(span.ended() - span.began());
        return new Block(
                span.phase().text(),
                TimeAxis.text(x),
                TimeAxis.text(Math.max(1, axis.x(span.ended()) - x)),
                Figures.seconds(span.began()),
                time);
    }

    private static Stages stages(PipelineReport pipeline) {
        double most = pipeline.work().stages().values().stream()
                .mapToDouble(seconds -> seconds)
                .max()
                .orElse(0);
        return new Stages(
                pipeline.name(),
                pipeline.work().stages().entrySet().stream()
                        .filter(stage -> stage.getValue() > 0)
                        .map(stage -> new Stage(
                                stage.getKey(),
                                Figures.seconds(stage.getValue()),
                                TimeAxis.text(WIDTH * stage.getValue() / most)))
                        .toList());
    }

    private static Stream<Waiting> waits(PipelineReport pipeline) {
        return pipeline.work().pace().waits().entrySet().stream()
                .map(wait -> new Waiting(pipeline.name(), wait.getKey(), Figures.seconds(wait.getValue())));
    }

    record Block(String phase, String x, String width, String began, String time) {}

    record Band(String pipeline, List<Block> blocks) {}

    record Stage(String name, String time, String width) {}

    record Stages(String pipeline, List<Stage> all) {}

    record Waiting(String pipeline, String why, String time) {}

    record View(
            List<TimeAxis.Tick> ticks,
            List<Band> bands,
            List<RatePlot.View> plots,
            List<Stages> stages,
            List<Waiting> waits) {
        boolean waited() {
            return !waits.isEmpty();
        }
    }
}
