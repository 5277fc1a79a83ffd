package dev.caravan.report.page;

import dev.caravan.model.Counts;
import dev.caravan.report.PipelineReport;
import dev.caravan.report.RunReport;
import java.util.List;
import java.util.Optional;

/** What became of the records of each pipeline and of its child tables. */
final class RecordsSection implements Section {
    @Override
    public String name() {
        return "records";
    }

    @Override
    public Optional<View> view(RunReport report) {
        if (report.pipelines().isEmpty()) {
            return Optional.empty();
        }
        boolean resumed = report.pipelines().stream()
                .anyMatch(pipeline -> pipeline.work().read() > 0
                        && pipeline.work().read() < pipeline.counts().read());
        return Optional.of(
                new View(report.pipelines().stream().map(RecordsSection::row).toList(), resumed));
    }

    private static Row row(PipelineReport pipeline) {
        PipelineReport.Work work = pipeline.work();
        return new Row(
                pipeline.name(),
                pipeline.from(),
                pipeline.into(),
                pipeline.state().text(),
                Tone.of(pipeline.state()),
                Fates.of(pipeline.counts()),
                pipeline.children().entrySet().stream()
                        .map(child -> new Child(child.getKey(), Fates.of(child.getValue())))
                        .toList(),
                work.time().isZero() ? "" : Figures.duration(work.time()),
                work.time().isZero() ? "" : Figures.number(work.recordsPerSecond()),
                Figures.number(work.read()));
    }

    /** Counts as texts, and as a bar. */
    record Fates(
            String read, String imported, String skipped, String filtered, String rejected, List<FateBar.Part> bar) {
        static Fates of(Counts counts) {
            return new Fates(
                    Figures.number(counts.read()),
                    Figures.number(counts.imported()),
                    Figures.number(counts.skipped()),
                    Figures.number(counts.filtered()),
                    Figures.number(counts.rejected()),
                    FateBar.of(counts));
        }
    }

    record Child(String table, Fates fates) {}

    record Row(
            String name,
            String from,
            String into,
            String state,
            Tone tone,
            Fates fates,
            List<Child> children,
            String time,
            String speed,
            String readNow) {}

    record View(List<Row> rows, boolean resumed) {}
}
