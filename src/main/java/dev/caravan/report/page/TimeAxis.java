package dev.caravan.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Time from the start of a run to its end, from left to right. */
final class TimeAxis {
    private static final int MOST_TICKS = 8;
    private static final double MARGIN = 30;
    private static final double ROUNDING = 1 + 1e-9;
    private static final double[] STEPS = {
        0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200,
        86_400, 172_800, 604_800
    };

    private final double seconds;
    private final double width;

    /** An axis {@code width} wide for a run of so many seconds. */
    TimeAxis(double seconds, double width) {
        this.seconds = Math.max(seconds, STEPS[0]);
        this.width = width;
    }

    double x(double second) {
        return Math.max(0, Math.min(second, seconds)) / seconds * width;
    }

    List<Tick> ticks() {
        double step = STEPS[STEPS.length - 1];
        while (seconds / step > MOST_TICKS) {
            step *= 2;
        }
        for (int next = STEPS.length - 1; next >= 0 && seconds / STEPS[next] <= MOST_TICKS; next--) {
            step = STEPS[next];
        }
        List<Tick> ticks = new ArrayList<>();
        for (int tick = 0; tick * step <= seconds * ROUNDING; tick++) {
            ticks.add(tick(tick * step));
        }
        return ticks;
    }

    private Tick tick(double second) {
        double x = x(second);
        String anchor = second == 0 ? "start" : x > width - MARGIN ? "end" : "middle";
        return new Tick(text(x), second == 0 ? "0" : label(second), anchor);
    }

    static String text(double place) {
        return String.format(Locale.ROOT, "%.1f", place);
    }

    private static String label(double second) {
        return second < 60
                ? String.format(Locale.ROOT, "%.2f", second).replaceAll("\\.?0+$", "") + " s"
                : Figures.seconds(second);
    }

    /** A mark; {@code anchor} tells which part of the label stands at it. */
    record Tick(String x, String label, String anchor) {}
}
