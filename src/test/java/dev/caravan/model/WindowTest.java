package dev.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WindowTest {
    @ParameterizedTest
    @CsvSource({
        "02:00, 04:00, 01:59, false",
        "02:00, 04:00, 02:00, true",
        "02:00, 04:00, 03:59, true",
        "02:00, 04:00, 04:00, false",
        "22:00, 01:00, 23:30, true",
        "22:00, 01:00, 00:59, true",
        "22:00, 01:00, 01:00, false",
        "22:00, 01:00, 21:59, false"
    })
    void shouldBeOpenFromItsStartToItsEnd(String start, String end, String at, boolean open) {
        Window window = window(start, end, ZoneOffset.UTC, Duration.ZERO);

        assertThat(window.isOpen(Instant.parse("2026-03-01T" + at + ":00Z"))).isEqualTo(open);
    }

    @Test
    void shouldTellWhenItOpensNext() {
        Window window = window("02:00", "04:00", ZoneOffset.UTC, Duration.ofMinutes(30));

        assertThat(window.opens(Instant.parse("2026-03-01T01:00:00Z"))).isEqualTo("2026-03-01T01:30:00Z");
        assertThat(window.opens(Instant.parse("2026-03-01T05:00:00Z"))).isEqualTo("2026-03-02T01:30:00Z");
        assertThat(window.isOpen(Instant.parse("2026-03-01T04:29:00Z"))).isTrue();
        assertThat(window.text()).isEqualTo("02:00-04:00 UTC, 30 min either side");
    }

    @Test
    void shouldFollowTheClocksOfItsZone() {
        Window window = window("02:30", "04:00", ZoneId.of("Europe/Vienna"), Duration.ZERO);

        assertThat(window.isOpen(Instant.parse("2026-07-01T01:00:00Z"))).isTrue();
        assertThat(window.isOpen(Instant.parse("2026-01-01T01:00:00Z"))).isFalse();
    }

    private static Window window(String start, String end, ZoneId zone, Duration margin) {
        return new Window(LocalTime.parse(start), LocalTime.parse(end), zone, margin);
    }
}
