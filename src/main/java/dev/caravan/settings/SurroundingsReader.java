package dev.caravan.settings;

import dev.caravan.model.Window;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Set;

/** Reads what stands around the pipelines: traffic and window. */
final class SurroundingsReader {
    private final Section file;
    private final Built built;

    SurroundingsReader(Section file, Built built) {
        this.file = file;
        this.built = built;
    }

    void read() {
        built.refuse(file.at("traffic"));
        file.at("traffic").members().values().forEach(this::service);
    }

    private void service(Section service) {
        Set<String> systems = file.at("systems").members().keySet();
        service.at("v1").isKnown("system", systems);
        service.at("v2").isKnown("system", systems);
        int before = -1;
        for (Section share : service.at("ramp").elements()) {
            int percent = percent(share.text());
            if (percent >= 0 && percent <= before) {
                share.mistake("share " + share.text() + " is not above the one before it; a ramp only rises");
            }
            before = Math.max(before, percent);
        }
        service.at("mirror").at("compare").at("ignore").elements().forEach(Jq::check);
    }

    private static int percent(String text) {
        return text != null && text.matches("[0-9]{1,3}\\s*%") ? Integer.parseInt(text.replaceAll("\\D", "")) : -1;
    }

    /** When a first start is allowed; null for always, and after a complaint. */
    Window window(Section window) {
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
