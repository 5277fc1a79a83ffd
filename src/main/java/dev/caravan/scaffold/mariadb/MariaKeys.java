package dev.caravan.scaffold.mariadb;

import dev.caravan.relational.Sql;
import dev.caravan.scaffold.Expression;
import dev.caravan.scaffold.Relation.Index;
import dev.caravan.scaffold.Relation.Reference;
import dev.caravan.scaffold.Relation.Unique;
import dev.caravan.scaffold.Warnings;
import dev.caravan.scaffold.mariadb.MariaColumns.Declared;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys and indexes of one table. */
final class MariaKeys {
    private static final String PRIMARY = "PRIMARY";

    private final Connection connection;
    private final String table;
    private final MariaColumns columns;
    private final Warnings warnings;
    private final Map<String, List<Part>> indexes = new LinkedHashMap<>();

    MariaKeys(Connection connection, String table, MariaColumns columns, Warnings warnings) throws SQLException {
        this.connection = connection;
        this.table = table;
        this.columns = columns;
        this.warnings = warnings;
        Sql.rows(
                connection,
                "SELECT INDEX_NAME, COLUMN_NAME, NON_UNIQUE = 0, SUB_PART, COLLATION = 'D', INDEX_TYPE FROM"
                        + " information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND BINARY TABLE_NAME = ? ORDER"
                        + " BY INDEX_NAME, SEQ_IN_INDEX",
                row -> indexes.computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                        .add(new Part(
                                row.getString(2),
                                row.getBoolean(3),
                                row.getInt(4),
                                row.getBoolean(5),
                                row.getString(6))),
                table);
    }

    /** The primary key; empty where there is none, or one over the beginning of texts. */
    List<String> primaryKey() {
        List<Part> parts = indexes.getOrDefault(PRIMARY, List.of());
        boolean whole = parts.stream().allMatch(part -> part.prefix() == 0);
        return whole ? parts.stream().map(Part::column).toList() : List.of();
    }

    List<Unique> uniques() {
        List<Unique> uniques = new ArrayList<>();
        indexes.forEach((name, parts) -> {
            if (isPlainKey(parts) && !name.equals(PRIMARY)) {
                uniques.add(new Unique(name, parts.stream().map(Part::column).toList(), ""));
            }
        });
        return uniques;
    }

    List<Index> indexes() {
        List<Index> made = new ArrayList<>();
        indexes.forEach((name, parts) -> {
            if (!name.equals(PRIMARY) && !isPlainKey(parts)) {
                index(name, parts).ifPresent(made::add);
            }
        });
        return made;
    }

    private static boolean isPlainKey(List<Part> parts) {
        return parts.stream().allMatch(part -> part.unique() && part.prefix() == 0 && part.column() != null);
    }

    private Optional<Index> index(String name, List<Part> parts) {
        String type = parts.get(0).type();
        if (!type.equals("BTREE") && !type.equals("HASH")) {
            warnings.add(
                    "index '" + name + "' of table '" + table + "'",
                    "is left out, as it is of type " + type
                            + (type.equals("FULLTEXT") ? "; see tsvector and GIN" : ""));
            return Optional.empty();
        }
        if (parts.stream().anyMatch(part -> part.column() == null)) {
            warnings.add("index '" + name + "' of table '" + table + "'", "is left out, as it is over an expression");
            return Optional.empty();
        }
        List<String> made = parts.stream().map(MariaKeys::part).toList();
        return Optional.of(new Index(name, parts.get(0).unique(), "btree", made, List.of(), "", null));
    }

    /** The beginning of a text is an expression. */
    private static String part(Part part) {
        String column = Expression.column(part.column());
        return (part.prefix() > 0 ? "substr(" + column + ", 1, " + part.prefix() + ")" : column)
                + (part.descending() ? " DESC" : "");
    }

    List<Reference> references() throws SQLException {
        Map<String, List<Link>> links = new LinkedHashMap<>();
        Sql.rows(
                connection,
                "SELECT k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, r.UPDATE_RULE,"
                        + " r.DELETE_RULE, k.REFERENCED_TABLE_SCHEMA = DATABASE() FROM"
                        + " information_schema.KEY_COLUMN_USAGE k JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON"
                        + " r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND"
                        + " r.TABLE_NAME = k.TABLE_NAME WHERE k.TABLE_SCHEMA = DATABASE() AND BINARY k.TABLE_NAME = ? AND"
                        + " k.REFERENCED_TABLE_NAME IS NOT NULL ORDER BY 1, k.ORDINAL_POSITION",
                row -> links.computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                        .add(new Link(
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6),
                                row.getBoolean(7))),
                table);
        List<Reference> references = new ArrayList<>();
        for (Map.Entry<String, List<Link>> link : links.entrySet()) {
            reference(link.getKey(), link.getValue()).ifPresent(references::add);
        }
        return references;
    }

    private Optional<Reference> reference(String name, List<Link> links) throws SQLException {
        Link first = links.get(0);
        String where = "foreign key '" + name + "' of table '" + table + "'";
        if (!first.here()) {
            warnings.add(where, "is left out, as it leads to another database");
            return Optional.empty();
        }
        long orphans = orphans(links);
        if (orphans > 0) {
            warnings.add(
                    where,
                    orphans + " rows name no row of '" + first.table()
                            + "' exactly: it is made NOT VALID, so it holds for new rows only");
        }
        String rules = rule("ON UPDATE", first.update()) + rule("ON DELETE", first.delete());
        return Optional.of(new Reference(
                name,
                links.stream().map(Link::column).toList(),
                first.table(),
                links.stream().map(Link::to).toList(),
                rules.strip(),
                orphans));
    }

    /** Rows that PostgreSQL would refuse: keys may be switched off here, and texts be alike that are not the same. */
    private long orphans(List<Link> links) throws SQLException {
        List<String> filled = new ArrayList<>();
        List<String> same = new ArrayList<>();
        for (Link link : links) {
            filled.add("c." + Sql.quoted(link.column()) + " IS NOT NULL");
            // Alike by the key's index, and then byte by byte
            String both = "p." + Sql.quoted(link.to()) + " = c." + Sql.quoted(link.column());
            same.add(both + " AND BINARY p." + Sql.quoted(link.to()) + " = BINARY c." + Sql.quoted(link.column()));
        }
        return Sql.one(
                connection,
                "SELECT count(*) FROM " + Sql.quoted(table) + " AS c WHERE " + String.join(" AND ", filled)
                        + " AND NOT EXISTS (SELECT 1 FROM "
                        + Sql.quoted(links.get(0).table()) + " AS p WHERE "
                        + String.join(" AND ", same) + ")");
    }

    private static String rule(String when, String rule) {
        return rule.equals("NO ACTION") || rule.equals("RESTRICT") ? "" : " " + when + " " + rule;
    }

    /** A column, or two of them, that tell all rows apart; empty where there are none such. */
    List<String> telling() throws SQLException {
        List<String> usable = columns.all().stream()
                .filter(column -> !column.type().matches("enum|set|json|.*text|.*blob|geometry|point|polygon|multi.*"))
                .map(Declared::name)
                .toList();
        for (String one : usable) {
            if (tells(List.of(one))) {
                return List.of(one);
            }
        }
        for (String one : usable) {
            for (String two : usable.subList(usable.indexOf(one) + 1, usable.size())) {
                if (tells(List.of(one, two))) {
                    return List.of(one, two);
                }
            }
        }
        return List.of();
    }

    private boolean tells(List<String> some) throws SQLException {
        String from = "SELECT 1 FROM " + Sql.quoted(table);
        String empty = Sql.joined(some, " OR ", column -> Sql.quoted(column) + " IS NULL");
        return Sql.one(connection, from + " WHERE " + empty + " LIMIT 1") == 0
                && Sql.one(connection, from + " GROUP BY " + Sql.list(some) + " HAVING count(*) > 1 LIMIT 1") == 0;
    }

    /**
     * One column of an index.
     *
     * @param prefix how many characters of it; 0 for all
     */
    private record Part(String column, boolean unique, int prefix, boolean descending, String type) {}

    /** One column of a foreign key. */
    private record Link(String column, String table, String to, String update, String delete, boolean here) {}
}
