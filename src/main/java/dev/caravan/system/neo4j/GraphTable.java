package dev.caravan.system.neo4j;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a table stands for, as the pieces of Cypher that look for its rows. Queries take {@code $rows}, a list of maps:
 * {@code i} is a row's number, {@code k} the values of its key's columns, {@code p} its properties.
 */
sealed interface GraphTable permits NodeTable, RelationTable {
    /** A label, as it is written in Cypher but without the colon, or {@code (:A {a: x})-[:T]->(:B {b: y})}. */
    Pattern RELATION = Pattern.compile(
            "\\(:(?<from>[^{}()\\[\\]:`]+?) *\\{ *(?<fromKey>[^{}:`]+?) *: *(?<fromColumn>[^{}:]+?) *\\}\\)"
                    + " *-\\[:(?<type>[^{}()\\[\\]:`]+?)\\]-> *"
                    + "\\(:(?<to>[^{}()\\[\\]:`]+?) *\\{ *(?<toKey>[^{}:`]+?) *: *(?<toColumn>[^{}:]+?) *\\}\\)");

    /**
     * The table of this name.
     *
     * @param key the columns that identify a node; those of a relationship are in its name
     * @param place of the system in its file, for mistakes
     * @throws CaravanException FILE_INVALID for a name that is neither
     */
    static GraphTable of(String name, List<String> key, String place) {
        Matcher relation = RELATION.matcher(name.strip());
        if (relation.matches()) {
            return new RelationTable(
                    name,
                    new RelationTable.End(
                            relation.group("from"), relation.group("fromKey"), relation.group("fromColumn")),
                    relation.group("type"),
                    new RelationTable.End(relation.group("to"), relation.group("toKey"), relation.group("toColumn")));
        }
        if (name.isBlank() || name.matches(".*[()\\[\\]{}:].*")) {
            throw new CaravanException(
                    ErrorCode.FILE_INVALID,
                    place,
                    "'" + name + "' is neither a label nor a relationship; write Concept, or"
                            + " \"(:Capture {id: capture_id})-[:MENTIONS]->(:Concept {id: concept_id})\" with the columns that"
                            + " name its ends");
        }
        return new NodeTable(name, key);
    }

    /** As it was named. */
    String name();

    /** The columns that identify a row. */
    List<String> key();

    /** The columns that a row has beside its key, out of {@code columns}. */
    default List<String> properties(List<String> columns) {
        return columns.stream().filter(column -> !key().contains(column)).toList();
    }

    /** What makes the keys unique, one statement each; does nothing where it is there. */
    List<String> constraints();

    /**
     * Gives for each of {@code $rows} its {@code i}, as {@code held} the properties of what is there or null, and as {@code ends}
     * whether there is what it needs.
     */
    String look();

    /** Makes what is not there. */
    String create();

    /** Sets the properties of what is there; null takes one away. */
    String change();

    /** Takes away what is there. */
    String delete();

    /** Gives these columns of every row, ordered by key. */
    String scan(List<String> columns);

    /** Gives how many rows there are. */
    String count();

    /** A name in Cypher. */
    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
