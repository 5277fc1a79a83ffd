package dev.caravan.settings;

import java.util.List;
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
        List.of("traffic", "window").forEach(key -> built.refuse(file.at(key)));
        file.at("traffic").members().values().forEach(this::service);
        window(file.at("window"));
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

    private static void window(Section window) {
        String start = window.text("start");
        if (start != null && start.equals(window.text("end"))) {
            window.at("end").mistake("the window ends when it starts; write another time");
        }
        Zones.read(window.at("zone"), null);
    }
}
