package dev.caravan.scaffold;

import dev.caravan.scaffold.Relation.Check;
import dev.caravan.scaffold.Relation.Index;
import dev.caravan.scaffold.Relation.Reference;
import dev.caravan.scaffold.Relation.Unique;
import java.util.ArrayList;
import java.util.List;

/** Gives indexes and constraints the names they have in the target; those of one schema share their names with its tables. */
final class Naming {
    private final TargetNames names;
    private final Warnings warnings;

    Naming(TargetNames names, Warnings warnings) {
        this.names = names;
        this.warnings = warnings;
    }

    /** The relations with the target's names for all but their tables and columns. */
    List<Relation> named(List<Relation> relations) {
        names.take(relations);
        List<Relation> named = new ArrayList<>();
        for (Relation relation : relations) {
            named.add(named(relation));
        }
        return named;
    }

    private Relation named(Relation relation) {
        String table = relation.name();
        List<Unique> uniques = relation.uniques().stream()
                .map(unique -> new Unique(
                        names.key(unique.name(), table, unique.columns()), unique.columns(), unique.suffix()))
                .toList();
        List<Index> indexes = relation.indexes().stream()
                .map(index -> new Index(
                        names.index(index.name(), table, List.of(), "idx"),
                        index.unique(),
                        index.method(),
                        index.parts(),
                        index.included(),
                        index.suffix(),
                        index.where()))
                .toList();
        List<Reference> references = relation.references().stream()
                .filter(reference -> leadsSomewhere(table, reference))
                .map(reference -> new Reference(
                        names.constraint(reference.name(), table, reference.columns(), "fkey"),
                        reference.columns(),
                        reference.table(),
                        reference.to(),
                        reference.rules(),
                        reference.orphans()))
                .toList();
        List<Check> checks = relation.checks().stream()
                .map(check -> new Check(names.constraint(check.name(), table, List.of(), "check"), check.condition()))
                .toList();
        return new Relation(
                table,
                relation.fields(),
                relation.primaryKey(),
                relation.rowKey(),
                uniques,
                indexes,
                references,
                checks,
                relation.comment());
    }

    private boolean leadsSomewhere(String table, Reference reference) {
        boolean known = names.knows(reference.table());
        if (!known) {
            warnings.add(
                    "table '" + table + "'",
                    "foreign key (" + String.join(", ", reference.columns()) + ") is left out, as table '"
                            + reference.table() + "' is");
        }
        return known;
    }
}
