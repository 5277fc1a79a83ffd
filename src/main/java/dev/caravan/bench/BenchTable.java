package dev.caravan.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A result as a table for people: medians over the rounds, and how Caravan compares. */
public final class BenchTable {
    private static final String NOTHING = "-";

    private BenchTable() {}

    /** The table's lines. */
    public static List<String> lines(CaseResult result) {
        List<Measure> columns = Arrays.stream(Measure.values())
                .filter(measure -> result.rows().stream()
                        .anyMatch(row -> row.median(measure).isPresent()))
                .toList();
        List<List<String>> cells = new ArrayList<>();
        cells.add(head(columns));
        result.rows().forEach(row -> cells.add(cells(result, row, columns)));
        List<String> lines = new ArrayList<>();
        lines.add(title(result));
        lines.addAll(aligned(cells));
        return lines;
    }

    private static String title(CaseResult result) {
        return String.format(
                Locale.ROOT,
                "%s: %,d records (%s), %s, load average %.1f before and %.1f after",
                result.name(),
                result.records(),
                result.data(),
                result.rounds() == 1 ? "one round" : "medians of " + result.rounds() + " rounds",
                result.loadBefore(),
                result.loadAfter());
    }

    private static List<String> head(List<Measure> columns) {
        List<String> head = new ArrayList<>(List.of(""));
        columns.forEach(measure -> head.add(measure.title()));
        head.add("");
        return head;
    }

    private static List<String> cells(CaseResult result, CaseResult.Row row, List<Measure> columns) {
        List<String> cells = new ArrayList<>();
        cells.add(row.role() == Role.CARAVAN ? row.name() : row.role().word() + ": " + row.name());
        for (Measure measure : columns) {
            OptionalDouble median = row.median(measure);
            cells.add(median.isPresent() ? measure.text(median.getAsDouble()) : NOTHING);
        }
        cells.add(remark(result, row));
        return cells;
    }

    private static String remark(CaseResult result, CaseResult.Row row) {
        List<String> remarks = new ArrayList<>();
        OptionalDouble ratio = result.ratio(row);
        if (ratio.isPresent()) {
            remarks.add(String.format(Locale.ROOT, "caravan has %.2f of it", ratio.getAsDouble()));
        }
        row.failure().ifPresent(remarks::add);
        return String.join("; ", remarks);
    }

    /** The first and the last column begin on the left, the figures between them end on the right. */
    private static List<String> aligned(List<List<String>> cells) {
        int columns = cells.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : cells) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : cells) {
            StringBuilder line = new StringBuilder("  ");
            for (int i = 0; i < columns; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                boolean left = i == 0 || i == columns - 1;
                line.append(left ? row.get(i) + padding : padding + row.get(i)).append("  ");
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
