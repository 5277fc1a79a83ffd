package dev.caravan.report.page;

import dev.caravan.report.EarlierRun;
import dev.caravan.report.RunReport;
import dev.caravan.repository.RunOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The runs of the same migration that came before. */
final class RunsSection implements Section {
    @Override
    public String name() {
        return "runs";
    }

    @Override
    public Optional<View> view(RunReport report) {
        if (report.earlier().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new View(report.earlier().stream().map(RunsSection::row).toList()));
    }

    private static Row row(EarlierRun run) {
        return new Row(
                run.run(),
                run.verb(),
                Figures.time(run.started()),
                run.ended() == null ? "" : Figures.duration(Duration.between(run.started(), run.ended())),
                run.outcome(),
                tone(run.outcome()),
                run.reason());
    }

    private static Tone tone(String outcome) {
        String name = outcome.toUpperCase(Locale.ROOT).replace('-', '_');
        return Stream.of(RunOutcome.values())
                .filter(known -> known.name().equals(name))
                .findFirst()
                .map(Tone::of)
                .orElse(Tone.NOTE);
    }

    record Row(String run, String verb, String started, String time, String outcome, Tone tone, String reason) {}

    record View(List<Row> rows) {}
}
