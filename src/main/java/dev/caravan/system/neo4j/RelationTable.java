package dev.caravan.system.neo4j;

import java.util.List;
import java.util.stream.Collectors;

/** Relationships of one type between nodes of two labels, at most one between two nodes. */
record RelationTable(String name, End from, String type, End to) implements GraphTable {
    /**
     * Nodes at one end.
     *
     * @param property by which a node is found
     * @param column of the row that holds it
     */
    record End(String label, String property, String column) {
        private String node(String variable, int part) {
            return "(" + variable + ":" + GraphTable.quoted(label) + " {" + GraphTable.quoted(property) + ": row.k["
                    + part + "]})";
        }
    }

    @Override
    public List<String> key() {
        return List.of(from.column(), to.column());
    }

    @Override
    public List<String> constraints() {
        return List.of(from, to).stream()
                .map(end -> new NodeTable(end.label(), List.of(end.property())))
                .flatMap(end -> end.constraints().stream())
                .distinct()
                .toList();
    }

    @Override
    public String look() {
        return "UNWIND $rows AS row OPTIONAL MATCH " + from.node("a", 0) + " OPTIONAL MATCH " + to.node("b", 1)
                + " OPTIONAL MATCH (a)-[r:" + GraphTable.quoted(type) + "]->(b)"
                + " RETURN row.i AS i, properties(r) AS held, a IS NOT NULL AND b IS NOT NULL AS ends";
    }

    @Override
    public String create() {
        return "UNWIND $rows AS row MATCH " + from.node("a", 0) + " MATCH " + to.node("b", 1) + " CREATE (a)-[r:"
                + GraphTable.quoted(type) + "]->(b) SET r = row.p";
    }

    @Override
    public String change() {
        return found() + " SET r += row.p";
    }

    @Override
    public String delete() {
        return found() + " DELETE r";
    }

    @Override
    public String scan(List<String> columns) {
        return all() + " RETURN " + columns.stream().map(this::read).collect(Collectors.joining(", ")) + " ORDER BY "
                + read(from.column()) + ", " + read(to.column());
    }

    @Override
    public String count() {
        return all() + " RETURN count(r)";
    }

    private String found() {
        return "UNWIND $rows AS row MATCH " + from.node("a", 0) + "-[r:" + GraphTable.quoted(type) + "]->"
                + to.node("b", 1);
    }

    private String all() {
        return "MATCH (a:" + GraphTable.quoted(from.label()) + ")-[r:" + GraphTable.quoted(type) + "]->(b:"
                + GraphTable.quoted(to.label()) + ")";
    }

    private String read(String column) {
        if (column.equals(from.column())) {
            return "a." + GraphTable.quoted(from.property());
        }
        return column.equals(to.column()) ? "b." + GraphTable.quoted(to.property()) : "r." + GraphTable.quoted(column);
    }
}
