package dev.caravan.scaffold;

import java.util.List;
import java.util.Map;

/**
 * What was found in a source.
 *
 * @param before what the tables need first: types
 * @param options what the source's entry in {@code systems:} needs beside its address
 */
public record Inspected(List<Need> before, List<Relation> relations, Map<String, String> options) {
    /**
     * Something that tables need.
     *
     * @param what how warnings speak of it
     * @param sql the statement that makes it, which may be run again
     */
    public record Need(String what, String sql) {}

    /** A source that needs nothing beside its address. */
    public Inspected(List<Need> before, List<Relation> relations) {
        this(before, relations, Map.of());
    }

    public Inspected {
        options = Map.copyOf(options);
        before = List.copyOf(before);
        relations = List.copyOf(relations);
    }
}
