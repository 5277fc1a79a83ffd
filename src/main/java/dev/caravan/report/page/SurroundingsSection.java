package dev.caravan.report.page;

import dev.caravan.report.Environment;
import dev.caravan.report.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** With which settings and where it ran, and what proves it. */
final class SurroundingsSection implements Section {
    @Override
    public String name() {
        return "surroundings";
    }

    @Override
    public Optional<View> view(RunReport report) {
        return Optional.of(new View(lines(report.heading().settings()), place(report.environment()), proof(report)));
    }

    private static List<Line> place(Environment here) {
        List<Line> lines = new ArrayList<>();
        add(lines, "host", here.host());
        add(lines, "system", here.system());
        add(lines, "Java", here.java());
        add(lines, "processors", here.processors() == 0 ? "" : String.valueOf(here.processors()));
        add(lines, "memory at its peak", here.residentPeak() < 0 ? "" : Figures.bytes(here.residentPeak()));
        add(
                lines,
                "heap at its peak",
                here.heapLimit() == 0 ? "" : Figures.bytes(here.heapPeak()) + " of " + Figures.bytes(here.heapLimit()));
        lines.addAll(lines(here.versions()));
        return lines;
    }

    private static List<Line> proof(RunReport report) {
        List<Line> lines = new ArrayList<>();
        add(lines, "migration file, SHA-256", report.heading().file());
        add(
                lines,
                "journal",
                Figures.number(report.journal().number()) + " entries, the last with hash "
                        + report.journal().hash());
        if (report.heading().now() != null) {
            add(lines, "the migration's first start", report.heading().now().toString());
        }
        return lines;
    }

    private static void add(List<Line> lines, String label, String value) {
        if (!value.isEmpty()) {
            lines.add(new Line(label, value));
        }
    }

    private static List<Line> lines(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> new Line(value.getKey(), value.getValue()))
                .toList();
    }

    record Line(String label, String value) {}

    record View(List<Line> settings, List<Line> place, List<Line> proof) {
        boolean hasSettings() {
            return !settings.isEmpty();
        }
    }
}
