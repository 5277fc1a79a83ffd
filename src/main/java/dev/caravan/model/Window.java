package dev.caravan.model;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * When a migration may be started for the first time: each day from a time to another one, over midnight where that is
 * earlier.
 *
 * @param margin how far a start may lie outside, either side
 */
public record Window(LocalTime start, LocalTime end, ZoneId zone, Duration margin) {
    /** True when a start at this instant is inside. */
    public boolean isOpen(Instant at) {
        ZonedDateTime there = at.atZone(zone);
        for (int day = -1; day <= 1; day++) {
            ZonedDateTime from = there.toLocalDate().plusDays(day).atTime(start).atZone(zone);
            ZonedDateTime to = closing(from);
            if (!there.isBefore(from.minus(margin)) && there.isBefore(to.plus(margin))) {
                return true;
            }
        }
        return false;
    }

    /** When it opens next after this instant. */
    public Instant opens(Instant after) {
        ZonedDateTime there = after.atZone(zone);
        for (int day = 0; true; day++) {
            ZonedDateTime from =
                    there.toLocalDate().plusDays(day).atTime(start).atZone(zone).minus(margin);
            if (from.toInstant().isAfter(after)) {
                return from.toInstant();
            }
        }
    }

    private ZonedDateTime closing(ZonedDateTime from) {
        ZonedDateTime to = from.toLocalDate().atTime(end).atZone(zone);
        return end.isAfter(start)
                ? to
                : from.toLocalDate().plusDays(1).atTime(end).atZone(zone);
    }

    /** For people: {@code 02:00-04:00 UTC}. */
    public String text() {
        String own = start + "-" + end + " " + (zone.getId().equals("Z") ? "UTC" : zone.getId());
        return margin.isZero() ? own : own + ", " + margin.toMinutes() + " min either side";
    }
}
