package dev.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Date;
import java.util.TimeZone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.CronExpression;

class CronTextTest {
    /** 2026-01-01 is a Thursday. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            0 2 * * 6        | 2026-01-01T00:00:00Z | 2026-01-03T02:00:00Z
            0 2 * * 0        | 2026-01-01T00:00:00Z | 2026-01-04T02:00:00Z
            0 2 * * 7        | 2026-01-01T00:00:00Z | 2026-01-04T02:00:00Z
            0 2 * * sun      | 2026-01-01T00:00:00Z | 2026-01-04T02:00:00Z
            30 4 * * 1-5     | 2026-01-02T05:00:00Z | 2026-01-05T04:30:00Z
            0 0 * * 5-7      | 2026-01-03T00:00:00Z | 2026-01-04T00:00:00Z
            0 0 * * */3      | 2026-01-01T00:00:00Z | 2026-01-03T00:00:00Z
            */15 * * * *     | 2026-01-01T10:07:00Z | 2026-01-01T10:15:00Z
            0 0 1 * *        | 2026-01-01T10:00:00Z | 2026-02-01T00:00:00Z
            0 0 13 2,3 *     | 2026-01-01T10:00:00Z | 2026-02-13T00:00:00Z
            0 12 * JAN MON   | 2026-01-01T00:00:00Z | 2026-01-05T12:00:00Z
            0 0 2 ? * SAT    | 2026-01-01T00:00:00Z | 2026-01-03T02:00:00Z
            10 0 2 ? * 7     | 2026-01-01T00:00:00Z | 2026-01-03T02:00:10Z
            """)
    void shouldComeWhenCronComes(String text, Instant after, Instant next) throws Exception {
        CronExpression expression = new CronExpression(CronText.quartz(text));
        expression.setTimeZone(TimeZone.getTimeZone("UTC"));

        assertThat(expression.getNextValidTimeAfter(Date.from(after)).toInstant())
                .isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            61 2 * * *     | is no time table
            0 2 * * 8      | has the day of week '8'; write 0 (Sunday) to 6, or SUN to SAT
            0 2 1 * 1      | has a day of month and a day of week
            0 0 31 2 *     | never comes
            x 2 * * *      | is no time table
            0 2 * * 1,,2   | has the day of week ''
            """)
    void shouldSayWhyItIsNoTimeTable(String text, String reason) {
        assertThatThrownBy(() -> CronText.quartz(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
