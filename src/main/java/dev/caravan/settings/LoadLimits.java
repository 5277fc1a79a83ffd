package dev.caravan.settings;

import dev.caravan.model.Durations;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Looks whether a load keeps its bounds: whom it may be put on, and for how long. */
final class LoadLimits {
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(60);
    private static final double WHOLE = 100;
    private static final double ROUNDING = 0.01;

    private final Section file;

    LoadLimits(Section file) {
        this.file = file;
    }

    void check(Section load) {
        target(load.at("of"));
        if (load.isMap() && load.has("rate") == load.has("rates")) {
            load.lacks("a load needs either rate: or rates:");
        }
        rising(load.at("rates"));
        most(load.at("for"), LONGEST);
        most(load.at("patience"), MOST_PATIENCE);
        shares(load.at("requests"));
    }

    /** An http system, a service, or a URL that leads to one of them: load on somebody else's machine would be an attack. */
    private void target(Section of) {
        if (of.text() == null) {
            return;
        }
        Section systems = file.at("systems");
        Section services = file.at("traffic");
        if (!of.text().contains("://")) {
            if (systems.has(of.text()) && !systems.at(of.text()).has("http")) {
                of.mistake("system '" + of.shown() + "' speaks no http; a load wants one that does");
            } else if (!services.has(of.text())) {
                of.isKnown("system", systems.members().keySet());
            }
            return;
        }
        Optional<String> wanted = place(of.text());
        boolean ours = wanted.isPresent()
                && (systems.members().values().stream()
                                .anyMatch(system -> wanted.equals(place(String.valueOf(system.text("http")))))
                        || services.members().values().stream()
                                .flatMap(service -> service.at("router").members().values().stream())
                                .anyMatch(router -> listens(router, wanted.get())));
        if (!ours) {
            of.mistake("a load may only be put on the http systems and services of this file; name one of them");
        }
    }

    private static boolean listens(Section router, String wanted) {
        String listen = router.isText() ? router.text() : router.text("listen");
        Optional<String> probe = place(String.valueOf(router.text("probe")));
        return wanted.equals(listen) || probe.isPresent() && probe.get().equals(wanted);
    }

    /** Host and port of a URL. */
    private static Optional<String> place(String url) {
        try {
            URI read = URI.create(url);
            int port = read.getPort() > 0 ? read.getPort() : "https".equals(read.getScheme()) ? 443 : 80;
            return read.getHost() == null ? Optional.empty() : Optional.of(read.getHost() + ":" + port);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void rising(Section rates) {
        int before = 0;
        for (Section rate : rates.elements()) {
            String digits = rate.node().asText().replaceAll("\\D", "");
            int next = digits.isEmpty() || digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
            if (next <= before) {
                rate.mistake("rate " + next + " is not above the one before it; rates rise until one is not held");
            }
            before = next;
        }
    }

    private static void most(Section time, Duration limit) {
        if (time.text() != null
                && Durations.parse(time.text())
                        .filter(asked -> asked.compareTo(limit) > 0 || asked.isZero())
                        .isPresent()) {
            time.mistake("'" + time.shown() + "' is not between 1ms and "
                    + (limit.equals(LONGEST) ? "24h" : limit.toSeconds() + "s"));
        }
    }

    private static void shares(Section requests) {
        List<Section> shares = requests.elements().stream()
                .map(request -> request.at("share"))
                .filter(share -> share.text() != null && share.text().matches("[0-9.]+\\s*%"))
                .toList();
        double sum = shares.stream()
                .mapToDouble(share -> Double.parseDouble(share.text().replaceAll("[%\\s]", "")))
                .sum();
        boolean some = requests.elements().stream().anyMatch(request -> request.has("share"));
        if (some && (shares.size() < requests.elements().size() || Math.abs(sum - WHOLE) > ROUNDING)) {
            requests.mistakeAtKey("the shares of the requests make " + Math.round(sum * 100) / 100.0
                    + "%; make them 100%, one for each request, or leave all of them out");
        }
    }
}
