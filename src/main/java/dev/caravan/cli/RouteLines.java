package dev.caravan.cli;

import dev.caravan.run.RouteCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Says how many records go to each of several collections, for people. */
final class RouteLines {
    private static final String MARGIN = " ".repeat(10);

    private RouteLines() {}

    /** A line with the counts of the targets and one for each that is read; none where nothing routes. */
    static List<String> of(RouteCounts routes) {
        if (routes.targets().isEmpty()) {
            return List.of();
        }
        if (!routes.known()) {
            return List.of("routes    by the mapping: " + String.join(", ", routes.targets())
                    + "; too many records to read for a look, known after the run");
        }
        List<String> lines = new ArrayList<>();
        lines.add("routes    by the mapping: " + counts(routes.totals()));
        routes.bySource().forEach((source, counts) -> lines.add(MARGIN + source + ": " + counts(counts)));
        return lines;
    }

    private static String counts(Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return "no record";
        }
        return counts.entrySet().stream()
                .map(one -> String.format(
                        Locale.ROOT,
                        "%s %,d",
                        one.getKey().equals(RouteCounts.NOWHERE) ? "none of them" : one.getKey(),
                        one.getValue()))
                .collect(Collectors.joining(", "));
    }
}
