package dev.caravan.scaffold;

import java.util.List;
import java.util.Map;

/**
 * What was found in a source.
 *
 * @param before statements that the tables need first: types; each may be run again
 * @param options what the source's entry in {@code systems:} needs beside its address
 */
public record Inspected(List<String> before, List<Relation> relations, Map<String, String> options) {
    /** A source that needs nothing beside its address. */
    public Inspected(List<String> before, List<Relation> relations) {
        this(before, relations, Map.of());
    }

    public Inspected {
        options = Map.copyOf(options);
        before = List.copyOf(before);
        relations = List.copyOf(relations);
    }
}
