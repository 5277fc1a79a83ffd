package dev.caravan.settings;

import java.time.DateTimeException;
import java.time.ZoneId;

/** Reads names of time zones. */
final class Zones {
    private Zones() {}

    /** The zone; {@code usual} where none is named, null after a complaint about an unknown one. */
    static ZoneId read(Section zone, ZoneId usual) {
        if (zone.text() == null) {
            return usual;
        }
        try {
            return ZoneId.of(zone.text());
        } catch (DateTimeException e) {
            zone.mistake(Nearest.of(zone.text(), ZoneId.getAvailableZoneIds())
                    .map(near -> "unknown time zone '" + zone.shown() + "'; nearest '" + near + "'")
                    .orElse("unknown time zone '" + zone.shown() + "'; write one such as 'UTC' or 'Europe/Vienna'"));
            return null;
        }
    }
}
