package dev.caravan.settings;

import dev.caravan.model.Durations;
import dev.caravan.model.Window;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** Reads {@code window:}. */
final class WindowReader {

    /** When a first start is allowed; null for always, and after a complaint. */
    Window read(Section window) {
        String start = window.text("start");
        String end = window.text("end");
        if (start != null && start.equals(end)) {
            window.at("end").mistake("the window ends when it starts; write another time");
        }
        ZoneId zone = Zones.read(window.at("zone"), ZoneOffset.UTC);
        if (start == null || end == null || zone == null) {
            return null;
        }
        Duration margin = Durations.parse(String.valueOf(window.text("margin"))).orElse(Duration.ZERO);
        try {
            return new Window(LocalTime.parse(start), LocalTime.parse(end), zone, margin);
        } catch (DateTimeParseException e) {
            // The structure's check has said so
            return null;
        }
    }
}
