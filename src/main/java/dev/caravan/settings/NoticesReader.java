package dev.caravan.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Durations;
import dev.caravan.model.Notices;
import dev.caravan.model.Notices.Channel;
import dev.caravan.model.Notices.Rung;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code notify:}: channels, events, and the ladder. */
final class NoticesReader {
    static final List<String> KINDS = List.of("webhook", "slack", "pagerduty", "mail", "file");

    private final Folders folders;

    NoticesReader(Folders folders) {
        this.folders = folders;
    }

    Notices read(Section notify) {
        Map<String, Channel> channels = new LinkedHashMap<>();
        notify.at("channels").members().forEach((name, channel) -> {
            Channel read = channel(name, channel);
            if (read != null) {
                channels.put(name, read);
            }
        });
        Set<String> known = notify.at("channels").members().keySet();
        Map<String, List<String>> on = new LinkedHashMap<>();
        notify.at("on").members().forEach((event, to) -> on.put(event, names(to, known)));
        List<Rung> ladder = new ArrayList<>();
        Duration before = Duration.ZERO;
        for (Section rung : notify.at("ladder").elements()) {
            Duration after = Durations.parse(String.valueOf(rung.text("after"))).orElse(before);
            if (after.compareTo(before) < 0) {
                rung.at("after").mistake("a rung that comes before the one above it; put them in order");
            }
            before = after;
            ladder.add(new Rung(
                    after,
                    names(rung.at("to"), known),
                    rung.node().path("pauses").asBoolean()));
        }
        return new Notices(channels, on, ladder);
    }

    private Channel channel(String name, Section channel) {
        List<String> kinds = KINDS.stream().filter(channel::has).toList();
        if (kinds.size() != 1) {
            if (channel.isMap()) {
                channel.lacks("channel '" + name + "' wants one of: " + String.join(", ", KINDS));
            }
            return null;
        }
        String kind = kinds.get(0);
        ObjectNode options = channel.node().deepCopy();
        options.remove(kind);
        if (channel.has("template")) {
            Path template = folders.configFile(channel.at("template"));
            options.put("template", String.valueOf(template));
        }
        String address = String.join(", ", channel.texts(kind));
        return new Channel(name, kind, kind.equals("file") ? folders.data(channel.at(kind)) : address, options);
    }

    private static List<String> names(Section to, Set<String> known) {
        List<String> names = new ArrayList<>();
        for (Section name : to.oneOrMany()) {
            if (name.isKnown("channel", known)) {
                names.add(name.text());
            }
        }
        return names;
    }
}
