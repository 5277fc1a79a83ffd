package dev.caravan.settings;

import dev.caravan.model.ValueNames;
import java.util.Set;

/** Looks whether each value that a step's statements name is given, and each that is given is named. */
final class SqlNames {
    private SqlNames() {}

    /**
     * Complains about values without a name and names without a value.
     *
     * @param step the options of a step of kind sql
     * @param file what stands in its file; null where the step says {@code run:}
     */
    static void check(Section step, String file) {
        Section with = step.at("with");
        with.members().values().forEach(Jq::check);
        Section run = step.at("run");
        String statements = file == null ? run.text() : file;
        if (statements == null) {
            return;
        }
        Set<String> named = ValueNames.in(statements);
        for (Section value : with.members().values()) {
            if (!named.contains(value.key())) {
                value.mistakeAtKey("no statement names the value '" + Nearest.shown(value.key())
                        + "'; write it there as :?" + Nearest.shown(value.key()) + ", or take it out");
            }
        }
        Section place = file == null ? run : step.at("file");
        for (String name : named) {
            if (!with.has(name)) {
                place.mistake("':?" + name + "' has no value; add '" + name + "' to with:");
            }
        }
    }
}
