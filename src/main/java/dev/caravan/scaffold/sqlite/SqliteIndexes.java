package dev.caravan.scaffold.sqlite;

import dev.caravan.relational.Sql;
import dev.caravan.scaffold.Expression;
import dev.caravan.scaffold.Relation.Field;
import dev.caravan.scaffold.Relation.Index;
import dev.caravan.scaffold.Relation.Unique;
import dev.caravan.scaffold.SqlToken;
import dev.caravan.scaffold.Warnings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The indexes of one table. Where SQLite leaves the case of ASCII letters out of account (NOCASE), an index over
 * {@code lower(column COLLATE "C")} keeps exactly the same rows apart.
 */
final class SqliteIndexes {
    private static final String NOCASE = "NOCASE";

    /** What people should know of an index that {@link LongKeys} makes. */
    static final String DIGESTS =
            "becomes a unique index over md5(), as it holds values too long for an index of PostgreSQL"
                    + " (2,704 bytes); it finds equal values by md5() alone, and no foreign key can name it";

    /** PostgreSQL's btree refuses an entry of more than a third of a page. */
    private static final long LONGEST = 600;

    private final Connection connection;
    private final String table;
    private final SqliteColumns columns;
    private final List<Field> fields;
    private final Warnings warnings;
    private final LongKeys keys;
    private final List<Unique> uniques = new ArrayList<>();
    private final List<Index> indexes = new ArrayList<>();

    SqliteIndexes(Connection connection, String table, SqliteColumns columns, List<Field> fields, Warnings warnings)
            throws SQLException {
        this.connection = connection;
        this.table = table;
        this.columns = columns;
        this.fields = fields;
        this.warnings = warnings;
        this.keys = new LongKeys(connection, table, fields);
        tellOfCollations();
        List<Found> all = Sql.rows(
                connection,
                "SELECT l.name, l.\"unique\", l.origin, coalesce(s.sql, '') FROM pragma_index_list(?, 'main') AS l LEFT"
                        + " JOIN main.sqlite_schema AS s ON s.type = 'index' AND s.name = l.name ORDER BY l.seq DESC",
                row -> new Found(row.getString(1), row.getBoolean(2), row.getString(3), row.getString(4)),
                table);
        for (Found found : all) {
            take(found);
        }
    }

    List<Unique> uniques() {
        return uniques;
    }

    List<Index> indexes() {
        return indexes;
    }

    private void tellOfCollations() {
        for (Field field : fields) {
            String collation = columns.sql().collation(field.name());
            if (!collation.equals("BINARY") && isText(field)) {
                String where = "column '" + field.name() + "' of table '" + table + "'";
                warnings.add(
                        where,
                        "compares its texts by " + collation
                                + "; in PostgreSQL they are compared as they are (its keys and"
                                + " indexes are made over lower() for NOCASE; write queries so, or use citext)");
            }
        }
    }

    private void take(Found found) throws SQLException {
        List<Part> parts = Sql.rows(
                connection,
                "SELECT name, \"desc\", coll, cid FROM pragma_index_xinfo(?, 'main') WHERE key ORDER BY seqno",
                row -> new Part(row.getString(1), row.getBoolean(2), row.getString(3), row.getInt(4)),
                found.name());
        boolean folded = parts.stream().anyMatch(this::isFolded);
        if (found.origin().equals("pk") && !folded) {
            return;
        }
        if (found.origin().equals("u") && !folded) {
            List<String> names = parts.stream().map(Part::name).toList();
            if (keys.isTooLong(names)) {
                warnings.add("unique key (" + String.join(", ", names) + ") of table '" + table + "'", DIGESTS);
                indexes.add(keys.unique(names));
            } else {
                uniques.add(new Unique("", names, ""));
            }
            return;
        }
        index(found, parts);
    }

    private static List<String> named(List<Part> parts) {
        return parts.stream().map(Part::name).filter(Objects::nonNull).toList();
    }

    private void index(Found found, List<Part> parts) throws SQLException {
        String where = "index '" + found.name() + "' of table '" + table + "'";
        IndexSql sql = IndexSql.of(found.sql());
        List<String> made = new ArrayList<>();
        for (int at = 0; at < parts.size(); at++) {
            Optional<String> part = part(
                    found, parts.get(at), at < sql.parts().size() ? sql.parts().get(at) : List.of());
            if (part.isEmpty()) {
                warnings.add(where, "is left out: an expression of it has no like in PostgreSQL");
                return;
            }
            made.add(part.get());
        }
        Optional<String> condition = translated(found, sql.where());
        if (!sql.where().isEmpty() && condition.isEmpty()) {
            boolean needed = found.unique();
            warnings.add(
                    where,
                    needed
                            ? "is left out: its condition has no like in PostgreSQL"
                            : "holds all rows: its condition has no like in PostgreSQL");
            if (needed) {
                return;
            }
        }
        boolean large = parts.stream()
                .anyMatch(
                        part -> part.name() != null && columns.scan(part.name()).largest() > LONGEST);
        if (large && !found.unique()) {
            hash(found, parts, where, made);
            return;
        }
        if (large && keys.isTooLong(named(parts))) {
            warnings.add(where, DIGESTS);
            for (int at = 0; at < parts.size(); at++) {
                if (parts.get(at).name() != null && !isFolded(parts.get(at))) {
                    made.set(at, keys.part(parts.get(at).name()));
                }
            }
        }
        String name = found.name().startsWith("sqlite_autoindex_") ? "" : found.name();
        indexes.add(new Index(name, found.unique(), "btree", made, List.of(), "", condition.orElse(null)));
    }

    private void hash(Found found, List<Part> parts, String where, List<String> made) {
        if (parts.size() > 1) {
            warnings.add(where, "is left out: it holds texts too long for an index of PostgreSQL");
            return;
        }
        warnings.add(where, "finds equal texts only (hash), as some are too long to be kept in order");
        indexes.add(
                new Index(found.name(), false, "hash", List.of(made.get(0).replace(" DESC", "")), List.of(), "", null));
    }

    private Optional<String> part(Found found, Part part, List<SqlToken> tokens) {
        String order = part.descending() ? " DESC" : "";
        if (part.name() != null) {
            String column = Expression.column(part.name());
            return Optional.of((isFolded(part) ? "lower(" + column + " COLLATE \"C\")" : column) + order);
        }
        return translated(found, tokens).map(text -> "(" + text + ")" + order);
    }

    /** What keeps rows apart must mean the same; what only finds them is written as queries are. */
    private Optional<String> translated(Found found, List<SqlToken> tokens) {
        return found.unique() ? columns.exact(tokens) : columns.translated(tokens);
    }

    private boolean isFolded(Part part) {
        return NOCASE.equals(part.collation())
                && part.name() != null
                && fields.stream().anyMatch(field -> field.name().equals(part.name()) && isText(field));
    }

    private static boolean isText(Field field) {
        return field.type().equals("text") || field.type().startsWith("varchar");
    }

    private record Found(String name, boolean unique, String origin, String sql) {}

    /** The name is null for an expression. */
    private record Part(String name, boolean descending, String collation, int column) {}
}
