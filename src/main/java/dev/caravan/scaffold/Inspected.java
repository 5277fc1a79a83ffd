package dev.caravan.scaffold;

import java.util.List;

/**
 * What was found in a source.
 *
 * @param before statements that the tables need first: types; each may be run again
 */
public record Inspected(List<String> before, List<Relation> relations) {
    public Inspected {
        before = List.copyOf(before);
        relations = List.copyOf(relations);
    }
}
