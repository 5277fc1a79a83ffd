package dev.caravan.report.page;

import dev.caravan.model.Counts;
import dev.caravan.report.Heading;
import dev.caravan.report.RunReport;
import dev.caravan.repository.RunOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was run, how it ended, and the figures that matter most. */
final class HeadSection implements Section {
    @Override
    public String name() {
        return "head";
    }

    @Override
    public Optional<View> view(RunReport report) {
        Heading heading = report.heading();
        return Optional.of(new View(
                heading.migration(),
                heading.run(),
                heading.verb(),
                heading.standing(),
                Tone.of(heading.outcome()),
                times(heading),
                heading.description(),
                new Verdict(report).sentences(),
                heading.reason().lines().filter(line -> !line.isBlank()).toList(),
                report.contradictions(),
                figures(report)));
    }

    private static String times(Heading heading) {
        String began = Figures.time(heading.started());
        return heading.ended() == null ? "begun " + began : began + " to " + Figures.time(heading.ended());
    }

    private static List<Figure> figures(RunReport report) {
        Verdict verdict = new Verdict(report);
        Counts counts = verdict.counts();
        Heading heading = report.heading();
        List<Figure> figures = new ArrayList<>();
        steps(report).ifPresent(figures::add);
        if (!report.pipelines().isEmpty() || figures.isEmpty()) {
            figures.add(new Figure("records read", Figures.number(counts.read())));
            figures.add(new Figure("imported", Figures.number(counts.imported())));
            figures.add(new Figure("rejected", Figures.number(counts.rejected())));
        }
        if (verdict.compared() > 0) {
            figures.add(new Figure("rows compared", Figures.number(verdict.compared())));
        }
        if (heading.ended() != null) {
            figures.add(new Figure("took", Figures.duration(heading.took())));
        }
        begun(report).ifPresent(figures::add);
        return figures;
    }

    private static Optional<Figure> steps(RunReport report) {
        // What was compared after a way back stands among them, and is none of the plan's
        long begun = report.plan().steps().stream()
                .filter(step -> !step.path("kind").asText().equals("comparison"))
                .count();
        long ahead = report.plan().passage().path("ahead").size();
        String state = report.heading().outcome() == RunOutcome.ROLLED_BACK ? "undone" : "done";
        long there = report.plan().steps().stream()
                .filter(step -> step.path("state").asText().equals(state))
                .count();
        return begun == 0
                ? Optional.empty()
                : Optional.of(new Figure(
                        state.equals("done") ? "steps done" : "steps taken back",
                        Figures.number(there) + " of " + Figures.number(begun + ahead)));
    }

    /** Since its first run, where that was another one. */
    private static Optional<Figure> begun(RunReport report) {
        String started = report.plan().passage().path("started").asText();
        if (started.isEmpty() || report.heading().ended() == null) {
            return Optional.empty();
        }
        Instant first = Instant.parse(started);
        return first.isBefore(report.heading().started())
                ? Optional.of(new Figure(
                        "since its first run",
                        Figures.duration(
                                Duration.between(first, report.heading().ended()))))
                : Optional.empty();
    }

    record Figure(String label, String value) {}

    record View(
            String migration,
            String run,
            String verb,
            String standing,
            Tone tone,
            String times,
            String description,
            List<String> sentences,
            List<String> reasons,
            List<String> contradictions,
            List<Figure> figures) {}
}
