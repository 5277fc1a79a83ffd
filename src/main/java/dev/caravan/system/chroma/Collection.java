package dev.caravan.system.chroma;

import java.util.Map;
import java.util.TreeMap;

/**
 * A collection as the server has it.
 *
 * @param id what calls name it by
 * @param dimension numbers a vector, or 0 while it has none
 * @param settings what it was made with; see {@link CollectionSettings}
 */
record Collection(String id, String name, int dimension, Map<String, String> settings) {
    Collection {
        settings = Map.copyOf(settings);
    }

    /** What its records are made for: the settings, and how many numbers a vector has where it has one. */
    Map<String, String> model() {
        Map<String, String> model = new TreeMap<>(settings);
        if (dimension > 0) {
            model.put(CollectionSettings.DIMENSION, String.valueOf(dimension));
        }
        return model;
    }

    /** True when its index rounds the floats it is given. */
    boolean rounds() {
        return "cosine".equals(settings.get(CollectionSettings.SPACE));
    }
}
