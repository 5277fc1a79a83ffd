package dev.caravan.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Counts;
import dev.caravan.run.Pace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Charts say what the numbers say: widths, heights and places are computed a second time here. */
class ChartsTest {
    @Test
    void shouldGiveEachFateItsShareOfTheBar() {
        List<FateBar.Part> parts = FateBar.of(new Counts(100, 50, 20, 25, 5));

        assertThat(parts)
                .containsExactly(
                        new FateBar.Part("imported", "0.0", "500.0", "imported 50 (50 %)"),
                        new FateBar.Part("skipped", "500.0", "50.0", "skipped 5 (5 %)"),
                        new FateBar.Part("filtered", "550.0", "200.0", "filtered 20 (20 %)"),
                        new FateBar.Part("rejected", "750.0", "250.0", "rejected 25 (25 %)"));
    }

    @Test
    void shouldShowOneRejectAmongAMillion() {
        List<FateBar.Part> parts = FateBar.of(new Counts(1_000_000, 999_999, 0, 1, 0));

        assertThat(parts)
                .containsExactly(
                        new FateBar.Part("imported", "0.0", "996.0", "imported 999,999 (> 99.99 %)"),
                        new FateBar.Part("rejected", "996.0", "4.0", "rejected 1 (< 0.01 %)"));
        assertThat(FateBar.of(Counts.ZERO)).isEmpty();
    }

    @Test
    void shouldAddUpRatesOfSeveralPipelines() {
        TimeAxis axis = new TimeAxis(10, 1_000);
        Pace.Rates fine = new Pace.Rates(0.5, List.of(10L, 20L, 0L, 40L));
        Pace.Rates coarse = new Pace.Rates(2, List.of(0L, 100L));

        RatePlot.View plot =
                new RatePlot(axis).of("t", "moved", List.of(fine, coarse)).orElseThrow();

        // 70 in the first two seconds, 100 in the next two: 35/s and 50/s under a top of 50/s
        assertThat(plot.columns())
                .extracting(RatePlot.Column::x, RatePlot.Column::height, RatePlot.Column::y)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("0.0", "77.0", "33.0"),
                        org.assertj.core.groups.Tuple.tuple("200.0", "110.0", "0.0"));
        assertThat(plot.columns().get(0).title()).isEqualTo("35.0/s, 0.000 s after the start");
        assertThat(plot.lines()).extracting(RatePlot.Line::label).containsExactly("50.0/s", "25.0/s");
        assertThat(new RatePlot(axis).of("t", "moved", List.of(Pace.Rates.NONE)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.05 s, 2",
        "0.3, 0.3 s, 7",
        "1, 1 s, 6",
        "8, 8 s, 9",
        "61, 1 min, 7",
        "3600, 1 h, 7",
        "90000, 1 d, 5",
        "31536000, 336 d, 7"
    })
    void shouldMarkTimesThatPeopleCount(double seconds, String last, int ticks) {
        List<TimeAxis.Tick> marks = new TimeAxis(seconds, 1_000).ticks();

        assertThat(marks.get(0)).isEqualTo(new TimeAxis.Tick("0.0", "0", "start"));
        assertThat(marks.get(marks.size() - 1).label()).isEqualTo(last);
        assertThat(marks).hasSize(ticks);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.000 s",
        "0.0123, 0.012 s",
        "5.64, 5.6 s",
        "59.94, 59.9 s",
        "60, 1 min",
        "200, 3 min 20 s",
        "3599.6, 1 h",
        "7500, 2 h 5 min",
        "86399.9, 1 d",
        "273600, 3 d 4 h"
    })
    void shouldTellDurations(double seconds, String text) {
        assertThat(Figures.seconds(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, -",
        "0, 10, 0 %",
        "10, 10, 100 %",
        "1, 3, 33.33 %",
        "1, 10, 10 %",
        "99999, 100000, > 99.99 %",
        "1, 100000, < 0.01 %"
    })
    void shouldNeverRoundAShareToNothingOrAll(long part, long whole, String text) {
        assertThat(Figures.share(part, whole)).isEqualTo(text);
    }
}
