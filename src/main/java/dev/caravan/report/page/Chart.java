package dev.caravan.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What an observation saw, look by look: bars as high as what was measured, full and red where a look was missed. */
final class Chart {
    private static final String LEVELS = "▁▂▃▄▅▆▇█";
    /** So many looks as wide as the chart: fewer are not stretched. */
    private static final int FEWEST = 30;

    private static final Set<String> SHOWN =
            Set.of("chart", "looks", "missed", "share", "p50", "p95", "p99", "max", "mean", "measures");

    private Chart() {}

    static boolean isSeries(JsonNode evidence) {
        return evidence.has("chart") && evidence.has("looks");
    }

    /** True for what the chart and its words tell. */
    static boolean shows(String fact) {
        return SHOWN.contains(fact);
    }

    /** {@code 288 looks, none missed; half of them within 0.005 s, 95 % within 0.007 s, the slowest 0.012 s}. */
    static String words(JsonNode evidence) {
        long missed = evidence.path("missed").asLong();
        long all = evidence.path("looks").asLong();
        String looks = Figures.number(all) + (all == 1 ? " look, " : " looks, ")
                + (missed == 0 ? "none" : Figures.number(missed)) + " missed";
        boolean time = evidence.path("measures").asText().equals("seconds");
        if (!evidence.has("p50") || all == 1) {
            return looks + (evidence.has("p50") ? ": " + number(evidence, "p50", time) : "");
        }
        return looks + "; half of them " + (time ? "within " : "up to ") + number(evidence, "p50", time) + ", 95 % "
                + (time ? "within " : "up to ") + number(evidence, "p95", time) + ", the "
                + (time ? "slowest " : "highest ") + number(evidence, "max", time);
    }

    private static String number(JsonNode evidence, String name, boolean time) {
        return time ? Figures.seconds(evidence.path(name).asDouble()) : Measure.text(evidence.path(name));
    }

    /** The chart's letters as bars; none where there are fewer than two looks. */
    static List<View> of(JsonNode evidence) {
        List<Bar> bars = bars(evidence);
        return bars.isEmpty() ? List.of() : List.of(new View(Math.max(FEWEST, bars.size()), bars));
    }

    private static List<Bar> bars(JsonNode evidence) {
        List<Bar> bars = new ArrayList<>();
        String letters = isSeries(evidence) ? evidence.path("chart").asText() : "";
        for (int at = 0; letters.length() > 1 && at < letters.length(); at++) {
            int level = LEVELS.indexOf(letters.charAt(at)) + 1;
            int height = level == 0 ? LEVELS.length() : level;
            bars.add(new Bar(at, LEVELS.length() - height, height, level == 0 ? "rejected" : "moved"));
        }
        return bars;
    }

    record View(int width, List<Bar> bars) {}

    record Bar(int x, int y, int height, String fate) {}
}
