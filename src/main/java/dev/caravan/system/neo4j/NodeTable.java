package dev.caravan.system.neo4j;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nodes of one label, told apart by some of their properties.
 *
 * @param key at least one column where rows are written
 */
record NodeTable(String name, List<String> key) implements GraphTable {
    NodeTable {
        key = List.copyOf(key);
    }

    @Override
    public List<String> constraints() {
        return List.of("CREATE CONSTRAINT IF NOT EXISTS FOR (n:" + label() + ") REQUIRE ("
                + key.stream().map(column -> "n." + GraphTable.quoted(column)).collect(Collectors.joining(", "))
                + ") IS UNIQUE");
    }

    @Override
    public String look() {
        return "UNWIND $rows AS row MATCH " + node() + " RETURN row.i AS i, properties(n) AS held, true AS ends";
    }

    @Override
    public String create() {
        String own = IntStream.range(0, key.size())
                .mapToObj(part -> "n." + GraphTable.quoted(key.get(part)) + " = row.k[" + part + "]")
                .collect(Collectors.joining(", "));
        return "UNWIND $rows AS row CREATE (n:" + label() + ") SET n = row.p, " + own;
    }

    @Override
    public String change() {
        return "UNWIND $rows AS row MATCH " + node() + " SET n += row.p";
    }

    @Override
    public String delete() {
        return "UNWIND $rows AS row MATCH " + node() + " DELETE n";
    }

    @Override
    public String scan(List<String> columns) {
        return "MATCH (n:" + label() + ") RETURN "
                + columns.stream()
                        .map(column -> "n." + GraphTable.quoted(column))
                        .collect(Collectors.joining(", "))
                + (key.isEmpty()
                        ? ""
                        : key.stream()
                                .map(column -> "n." + GraphTable.quoted(column))
                                .collect(Collectors.joining(", ", " ORDER BY ", "")));
    }

    @Override
    public String count() {
        return "MATCH (n:" + label() + ") RETURN count(n)";
    }

    private String label() {
        return GraphTable.quoted(name);
    }

    private String node() {
        return IntStream.range(0, key.size())
                .mapToObj(part -> GraphTable.quoted(key.get(part)) + ": row.k[" + part + "]")
                .collect(Collectors.joining(", ", "(n:" + label() + " {", "})"));
    }
}
