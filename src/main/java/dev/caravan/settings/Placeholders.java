package dev.caravan.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Replaces {@code {{name}}}, {@code {{name:default}}}, {@code {{env:NAME}}} and {@code {{env:NAME:default}}} in texts.
 * A backslash before the braces keeps them as they are.
 */
final class Placeholders {
    /** What only a moving record has; the transformation replaces them. */
    static final Set<String> RUN_TIME = Set.of("now", "source.name", "source.path", "source.number");

    /** Camel's other functions, which must not be taken for settings with a default. */
    private static final Set<String> OTHER_FUNCTIONS =
            Set.of("sys", "bean", "service", "service.host", "service.port", "secret");

    /** Begins the names of what only a host has; steps on hosts replace them. */
    static final String HOST = "host.";

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private final SettingValues settings;
    private final Map<String, String> environment;

    Placeholders(SettingValues settings, Map<String, String> environment) {
        this.settings = settings;
        this.environment = environment;
    }

    /** The names of the settings that a text uses. */
    static List<String> names(String text) {
        List<String> names = new ArrayList<>();
        replace(text, problem -> {}, inside -> {
            names.add(Inside.of(inside).name());
            return Expansion.plain("");
        });
        return names;
    }

    static boolean isOnlyOne(String text) {
        return text.startsWith(OPEN) && text.endsWith(CLOSE) && text.indexOf(CLOSE) == text.length() - CLOSE.length();
    }

    Expansion expand(String text, Site site) {
        return replace(text, site.complain(), inside -> value(inside, site));
    }

    private static Expansion replace(String text, Consumer<String> complain, Function<String, Expansion> value) {
        StringBuilder out = new StringBuilder();
        Expansion whole = Expansion.plain("");
        int at = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
            if (open > at && text.charAt(open - 1) == '\\') {
                out.append(text, at, open - 1).append(OPEN);
                at = open + OPEN.length();
                continue;
            }
            int close = text.indexOf(CLOSE, open);
            if (close < 0) {
                complain.accept(
                        "a placeholder that is not closed; add '}}', or write '\\{{' for the braces themselves");
                return Expansion.UNKNOWN;
            }
            Expansion part = value.apply(text.substring(open + OPEN.length(), close));
            out.append(text, at, open).append(part.text());
            whole = new Expansion("", whole.known() && part.known(), whole.secret() || part.secret());
            at = close + CLOSE.length();
        }
        return new Expansion(out.append(text, at, text.length()).toString(), whole.known(), whole.secret());
    }

    private Expansion value(String text, Site site) {
        Inside inside = Inside.of(text);
        if (text.contains(OPEN) || inside.name().isEmpty()) {
            return unknown(
                    site,
                    "placeholder '{{" + Nearest.shown(text) + "}}' is no name; write {{name}} or {{name:default}}");
        }
        if (RUN_TIME.contains(inside.name()) || inside.name().startsWith(HOST)) {
            return runTime(inside, site);
        }
        if (inside.name().equals("env")) {
            return environment(inside, site);
        }
        Expansion value = settings.value(inside.name());
        if (value != null) {
            return value;
        }
        if (OTHER_FUNCTIONS.contains(inside.name())) {
            return unknown(site, "function '" + inside.name() + ":' is not known here; known: env");
        }
        return inside.otherwise() == null ? noValue(inside.name(), site) : Expansion.plain(inside.otherwise());
    }

    private Expansion runTime(Inside inside, Site site) {
        if (inside.otherwise() != null) {
            return unknown(site, "'{{" + inside.name() + "}}' takes no default; take ':' and what follows out");
        }
        boolean ofHost = inside.name().startsWith(HOST);
        if (site.runTime() != (ofHost ? RunTime.HOST : RunTime.RECORD)) {
            String where = ofHost ? "steps of kind ssh" : "value: and default: of fields:";
            return unknown(site, "'{{" + inside.name() + "}}' is known only in " + where + "; take it out here");
        }
        return Expansion.plain(OPEN + inside.name() + CLOSE);
    }

    private Expansion environment(Inside function, Site site) {
        Inside inside = Inside.of(function.otherwise() == null ? "" : function.otherwise());
        String value = environment.getOrDefault(inside.name(), inside.otherwise());
        if (inside.name().isEmpty()) {
            return unknown(site, "placeholder '{{env}}' names no variable; write {{env:NAME}}");
        }
        if (value == null) {
            return unknown(
                    site,
                    "environment variable '" + inside.name() + "' is not set; set it, or give a default: {{env:"
                            + inside.name() + ":default}}");
        }
        settings.used(inside.name(), value);
        return new Expansion(value, true, true);
    }

    private Expansion noValue(String name, Site site) {
        Set<String> known = settings.known();
        String near = Nearest.of(name, known).map(n -> "; nearest '" + n + "'").orElse("");
        String advice =
                "; add it to settings:, or give --set " + name + "=VALUE, or a default: {{" + name + ":default}}";
        return unknown(site, "setting '" + Nearest.shown(name) + "' has no value" + near + advice);
    }

    private static Expansion unknown(Site site, String problem) {
        site.complain().accept(problem);
        return Expansion.UNKNOWN;
    }

    /**
     * Where a text stands.
     *
     * @param runTime which run-time placeholders are allowed
     */
    record Site(Consumer<String> complain, RunTime runTime) {}

    /** What gives a run-time placeholder its value. */
    enum RunTime {
        NOTHING,
        RECORD,
        HOST
    }

    /** What stands between the braces; {@code otherwise} is null when there is no colon. */
    private record Inside(String name, String otherwise) {
        static Inside of(String text) {
            int colon = text.indexOf(':');
            return colon < 0
                    ? new Inside(text.strip(), null)
                    : new Inside(text.substring(0, colon).strip(), text.substring(colon + 1));
        }
    }
}
