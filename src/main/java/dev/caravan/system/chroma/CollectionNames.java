package dev.caravan.system.chroma;

import java.util.List;

/** The collections that a table stands for: one, or several parted by commas, where each row names its own. */
record CollectionNames(List<String> all) {
    static CollectionNames of(String table) {
        return new CollectionNames(List.of(table.split(",")));
    }

    boolean several() {
        return all.size() > 1;
    }

    String only() {
        return all.get(0);
    }

    boolean has(String name) {
        return all.contains(name);
    }
}
