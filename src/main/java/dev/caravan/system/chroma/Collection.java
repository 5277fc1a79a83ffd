package dev.caravan.system.chroma;

import java.util.Map;

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

    /** True when its index rounds the floats it is given. */
    boolean rounds() {
        return "cosine".equals(settings.get(CollectionSettings.SPACE));
    }
}
