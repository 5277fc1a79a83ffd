package dev.caravan.settings;

import dev.caravan.model.Withheld;
import dev.caravan.settings.Placeholders.RunTime;
import dev.caravan.settings.Placeholders.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The values of settings: from the command line, else from the file, else from {@code config/caravan.properties}. Each may
 * use others; a circle is a mistake.
 */
final class SettingValues {
    private final Map<String, String> declared;
    private final Map<String, Given> given;
    private final Placeholders placeholders;
    private final Map<String, Expansion> values = new HashMap<>();
    private final List<String> chain = new ArrayList<>();
    private final Set<String> withheld = new HashSet<>();

    /**
     * Settings that are looked up when they are asked for.
     *
     * @param declared what the file's {@code settings:} say, in order
     * @param given every setting with a value, from the source that counts
     */
    SettingValues(Map<String, String> declared, Map<String, Given> given, Map<String, String> environment) {
        this.declared = declared;
        this.given = given;
        this.placeholders = new Placeholders(this, environment);
    }

    Placeholders placeholders() {
        return placeholders;
    }

    /** What may be meant by a name that is not known. */
    Set<String> known() {
        Set<String> names = new TreeSet<>(given.keySet());
        names.removeIf(name -> name.startsWith("caravan."));
        names.addAll(Placeholders.RUN_TIME);
        return names;
    }

    /** The setting's value, or null when it has none. */
    Expansion value(String name) {
        if (!given.containsKey(name)) {
            return null;
        }
        if (values.containsKey(name)) {
            return values.get(name);
        }
        Given asked = given.get(name);
        if (chain.contains(name)) {
            List<String> circle = new ArrayList<>(chain.subList(chain.indexOf(name), chain.size()));
            circle.add(name);
            asked.complain()
                    .accept("settings that use one another in a circle: " + String.join(" -> ", circle) + "; break it");
            return Expansion.UNKNOWN;
        }
        chain.add(name);
        Expansion found = placeholders.expand(asked.text(), new Site(asked.complain(), RunTime.NOTHING));
        chain.remove(name);
        Expansion value = new Expansion(found.text(), found.known(), found.secret() || Secrets.isNamedSo(name));
        values.put(name, value);
        if (Secrets.isTextOf(name)) {
            withheld.add(value.text());
        }
        return value;
    }

    /** Of what was asked for so far, the values of settings and variables whose names say that they are secret. */
    Withheld withheld() {
        return Withheld.of(withheld);
    }

    /** The value of a variable, or what the file has in its place. */
    void used(String variable, String value) {
        if (Secrets.isTextOf(variable)) {
            withheld.add(value);
        }
    }

    /** Every setting of the file and of the command line, in the file's order, without its secrets. */
    Map<String, String> masked(Set<String> overridden) {
        Map<String, String> masked = new LinkedHashMap<>();
        declared.keySet().forEach(name -> masked.put(name, masked(name)));
        new TreeSet<>(overridden).forEach(name -> masked.putIfAbsent(name, masked(name)));
        return masked;
    }

    private String masked(String name) {
        Expansion value = value(name);
        if (value.secret()) {
            return value.text().isEmpty() ? "" : Secrets.MASK;
        }
        return Secrets.masked(value.text());
    }

    /** A setting's text with the place to complain at. */
    record Given(String text, Consumer<String> complain) {}
}
