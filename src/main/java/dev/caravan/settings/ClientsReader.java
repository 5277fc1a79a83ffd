package dev.caravan.settings;

import dev.caravan.model.Cohort;
import dev.caravan.model.Side;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads which clients a service names: {@code cohorts:} and {@code pins:}. */
final class ClientsReader {
    /** What can stand in every router's configuration as it is. */
    private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9._@:+=/-]{1,200}");

    private static final String ALLOWED = "letters, digits and . _ @ : + = / -";

    private final Folders folders;

    ClientsReader(Folders folders) {
        this.folders = folders;
    }

    /** By name. */
    Map<String, Cohort> cohorts(Section cohorts) {
        Map<String, Cohort> read = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        cohorts.members().forEach((name, written) -> {
            Cohort cohort = cohort(written);
            for (String client : cohort.clients()) {
                if (!taken.add(client)) {
                    written.mistakeAtKey("client '" + client + "' is named twice by cohorts; keep one of them");
                }
            }
            read.put(name, cohort);
        });
        return read;
    }

    private Cohort cohort(Section written) {
        if (!written.isMap()) {
            return Cohort.first(clients(written));
        }
        if (!written.has("clients") && !written.has("file")) {
            written.lacks("cohort '" + written.key() + "' has no members; add clients: or file:");
        }
        List<String> clients = new ArrayList<>(clients(written.at("clients")));
        clients.addAll(listed(written.at("file")));
        String from = written.text("from");
        boolean given = from != null && from.matches("[0-9]{1,3}\\s*%");
        return new Cohort(given ? Math.min(100, Integer.parseInt(from.replaceAll("\\D", ""))) : 0, clients);
    }

    /** A key a line; empty lines and those that begin with # are none. */
    private List<String> listed(Section file) {
        if (file.text() == null || file.text().isEmpty()) {
            return List.of();
        }
        Path path = folders.anyFile(file);
        List<String> clients = new ArrayList<>();
        List<String> lines =
                path == null ? List.of() : FileText.read(path).text().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String client = lines.get(i).strip();
            if (!client.isEmpty() && !client.startsWith("#")) {
                clients.add(client);
                if (!CLIENT.matcher(client).matches()) {
                    file.mistake("line " + (i + 1) + " of '" + file.shown()
                            + "' cannot stand in a router's configuration; use " + ALLOWED);
                }
            }
        }
        return clients;
    }

    /** The side of each client that stays on one. */
    Map<String, Side> pins(Section pins) {
        Map<String, Side> read = new LinkedHashMap<>();
        for (Side side : Side.values()) {
            Section named = pins.at(side.toString());
            for (String client : clients(named)) {
                if (read.put(client, side) != null) {
                    named.mistake("client '" + client + "' is pinned to v1 and to v2; keep one of them");
                }
            }
        }
        return read;
    }

    private static List<String> clients(Section named) {
        return named.oneOrMany().stream()
                .map(client -> TrafficReader.fitting(client, CLIENT, ALLOWED))
                .toList();
    }
}
