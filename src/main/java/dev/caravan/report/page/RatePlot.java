package dev.caravan.report.page;

import dev.caravan.run.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How much went through, over time: a column for each step, drawn upwards from the bottom of the plot. */
final class RatePlot {
    private static final double HEIGHT = 110;

    private final TimeAxis axis;

    RatePlot(TimeAxis axis) {
        this.axis = axis;
    }

    /**
     * The plot of all pipelines together; empty when nothing went through.
     *
     * @param kind class in the style sheet
     */
    Optional<View> of(String title, String kind, List<Pace.Rates> all) {
        Pace.Rates sum = sum(all);
        long most = sum.counts().stream().mapToLong(count -> count).max().orElse(0);
        if (most == 0) {
            return Optional.empty();
        }
        double top = ceiling(most / sum.step());
        List<Column> columns = new ArrayList<>();
        for (int step = 0; step < sum.counts().size(); step++) {
            double rate = sum.counts().get(step) / sum.step();
            if (rate > 0) {
                columns.add(column(step * sum.step(), sum.step(), rate / top * HEIGHT, rate));
            }
        }
        List<Line> lines = List.of(line(top, 0), line(top / 2, HEIGHT / 2));
        return Optional.of(new View(title, kind, columns, lines));
    }

    private Column column(double from, double step, double height, double rate) {
        double x = axis.x(from);
        double width = Math.max(1, axis.x(from + step) - x - 0.5);
        String title = Figures.number(rate) + "/s, " + Figures.seconds(from) + " after the start";
        return new Column(
                TimeAxis.text(x), TimeAxis.text(HEIGHT - height), TimeAxis.text(width), TimeAxis.text(height), title);
    }

    private static Line line(double rate, double y) {
        return new Line(TimeAxis.text(y), TimeAxis.text(y + 11), Figures.number(rate) + "/s");
    }

    /** Steps differ by powers of two only, so the small ones add up to the large ones exactly. */
    private static Pace.Rates sum(List<Pace.Rates> all) {
        double step = all.stream().mapToDouble(Pace.Rates::step).max().orElse(1);
        List<Long> sums = new ArrayList<>();
        for (Pace.Rates rates : all) {
            for (int from = 0; from < rates.counts().size(); from++) {
                int into = (int) (from * rates.step() / step + 1e-6);
                while (sums.size() <= into) {
                    sums.add(0L);
                }
                sums.set(into, sums.get(into) + rates.counts().get(from));
            }
        }
        return new Pace.Rates(step, sums);
    }

    /** The next of 1, 2, 5, 10, 20, 50, ... */
    static double ceiling(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double factor : new double[] {1, 2, 5}) {
            if (value <= factor * power) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    record Column(String x, String y, String width, String height, String title) {}

    record Line(String y, String textY, String label) {}

    record View(String title, String kind, List<Column> columns, List<Line> lines) {}
}
