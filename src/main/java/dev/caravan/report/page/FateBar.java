package dev.caravan.report.page;

import dev.caravan.model.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What became of records, as the parts of a bar 1,000 wide. What is there is seen, however small its share. */
final class FateBar {
    private static final double WIDTH = 1_000;
    private static final double LEAST = 4;

    private FateBar() {}

    static List<Part> of(Counts counts) {
        String[] fates = {"imported", "skipped", "filtered", "rejected"};
        long[] sizes = {counts.imported(), counts.skipped(), counts.filtered(), counts.rejected()};
        double[] widths = widths(sizes, counts.read());
        List<Part> parts = new ArrayList<>();
        double x = 0;
        for (int fate = 0; fate < fates.length; fate++) {
            if (sizes[fate] > 0) {
                String title = fates[fate] + " " + Figures.number(sizes[fate]) + " ("
                        + Figures.share(sizes[fate], counts.read()) + ")";
                parts.add(new Part(fates[fate], number(x), number(widths[fate]), title));
                x += widths[fate];
            }
        }
        return parts;
    }

    /** Small parts get the least width; the others share what they leave. */
    private static double[] widths(long[] sizes, long read) {
        double[] widths = new double[sizes.length];
        double free = WIDTH;
        long large = 0;
        for (int fate = 0; fate < sizes.length; fate++) {
            boolean small = sizes[fate] > 0 && WIDTH * sizes[fate] / read < LEAST;
            widths[fate] = small ? LEAST : 0;
            free -= widths[fate];
            large += small ? 0 : sizes[fate];
        }
        for (int fate = 0; fate < sizes.length; fate++) {
            if (sizes[fate] > 0 && widths[fate] == 0) {
                widths[fate] = free * sizes[fate] / large;
            }
        }
        return widths;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** One fate: {@code kind} is its class in the style sheet. */
    record Part(String kind, String x, String width, String title) {}
}
