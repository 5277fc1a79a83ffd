package dev.caravan.settings;

import dev.caravan.model.SystemSettings;
import java.util.Map;
import java.util.Set;

/**
 * Finds systems by the names that a file uses.
 *
 * @param names all that the file has, also those that could not be read
 */
record SystemNames(Set<String> names, Map<String, SystemSettings> read) {
    /** The system, or null after a complaint. */
    SystemSettings find(Section name) {
        return name.isKnown("system", names) ? read.get(name.text()) : null;
    }
}
