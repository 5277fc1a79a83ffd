package dev.caravan.scaffold.sqlite;

import dev.caravan.model.CopiedTable.Form;
import dev.caravan.relational.Sql;
import dev.caravan.scaffold.Relation;
import dev.caravan.scaffold.Relation.Check;
import dev.caravan.scaffold.Relation.Field;
import dev.caravan.scaffold.Relation.Index;
import dev.caravan.scaffold.Relation.Numbering;
import dev.caravan.scaffold.Relation.Reference;
import dev.caravan.scaffold.Relation.Unique;
import dev.caravan.scaffold.SqlToken;
import dev.caravan.scaffold.Warnings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts one table together: its columns, and what its rows keep to. */
final class SqliteTableReader {
    private final Connection connection;
    private final SqliteInspector.Entry entry;
    private final SqliteColumns columns;
    private final List<String> tables;
    private final Warnings warnings;
    private final String where;

    SqliteTableReader(
            Connection connection,
            SqliteInspector.Entry entry,
            SqliteColumns columns,
            List<String> tables,
            Warnings warnings) {
        this.connection = connection;
        this.entry = entry;
        this.columns = columns;
        this.tables = tables;
        this.warnings = warnings;
        this.where = "table '" + entry.name() + "'";
    }

    Relation relation() throws SQLException {
        List<Field> fields = columns.fields();
        List<String> key = columns.primaryKey();
        boolean usable = isUsable(key, fields);
        if (columns.sql().conflicts()) {
            warnings.add(where, "has constraints with ON CONFLICT; PostgreSQL refuses the row that clashes, always");
        }
        if (!usable && key.isEmpty()) {
            warnings.add(
                    where,
                    "has no key: all its columns are compared and equal rows counted; a single row cannot be repaired");
        }
        SqliteIndexes indexes = new SqliteIndexes(connection, entry.name(), columns, fields, warnings);
        List<Unique> uniques = new ArrayList<>(indexes.uniques());
        List<Index> others = new ArrayList<>(indexes.indexes());
        if (!usable && !key.isEmpty()) {
            LongKeys keys = new LongKeys(connection, entry.name(), fields);
            if (keys.isTooLong(key)) {
                others.add(keys.unique(key));
            } else {
                uniques.add(new Unique("", key, ""));
            }
        }
        return new Relation(
                entry.name(),
                numbered(fields, key),
                usable ? key : List.of(),
                usable || key.isEmpty() ? null : List.of(),
                uniques,
                others,
                references(),
                checks(fields),
                "");
    }

    /** A primary key of SQLite may hold NULL, and values that are one once they are texts. */
    private boolean isUsable(List<String> key, List<Field> fields) throws SQLException {
        if (key.isEmpty()) {
            return false;
        }
        long nulls =
                key.stream().mapToLong(column -> columns.scan(column).nulls()).sum();
        if (nulls > 0) {
            warnings.add(
                    where,
                    "has " + nulls
                            + " NULLs in its primary key, which becomes a unique key; all its columns are compared,"
                            + " and a single row cannot be repaired");
            return false;
        }
        if (new LongKeys(connection, entry.name(), fields).isTooLong(key)) {
            warnings.add(
                    "primary key (" + String.join(", ", key) + ") of " + where,
                    SqliteIndexes.DIGESTS + "; all its columns are compared, and a single row cannot be repaired");
            return false;
        }
        boolean changed = fields.stream().anyMatch(field -> key.contains(field.name()) && field.form() != Form.SAME);
        String list = Sql.joined(key, ", ", name -> "CAST(" + Sql.quoted(name) + " AS BLOB)");
        boolean clash = changed
                && Sql.one(
                                connection,
                                "SELECT 1 FROM main." + Sql.quoted(entry.name()) + " GROUP BY " + list
                                        + " HAVING count(*) > 1 LIMIT 1")
                        > 0;
        if (clash) {
            warnings.add(where, "has keys that are the same as texts, such as 1 and '1': it gets no primary key");
        }
        return !clash;
    }

    private List<Field> numbered(List<Field> fields, List<String> key) throws SQLException {
        boolean alias = key.size() == 1
                && !entry.withoutRowid()
                && Sql.one(
                                connection,
                                "SELECT count(*) FROM pragma_index_list(?, 'main') WHERE origin = 'pk'",
                                entry.name())
                        == 0;
        if (!alias) {
            return fields;
        }
        long start = columns.sql().autoincrement()
                ? Sql.one(connection, "SELECT seq FROM main.sqlite_sequence WHERE name = ?", entry.name()) + 1
                : 1;
        return fields.stream()
                .map(field -> field.name().equals(key.get(0)) && field.type().equals("bigint")
                        ? new Field(
                                field.name(),
                                field.type(),
                                true,
                                null,
                                new Numbering(false, Math.max(1, start), 1),
                                null,
                                field.form(),
                                "")
                        : field)
                .toList();
    }

    private List<Check> checks(List<Field> fields) {
        List<Check> checks = new ArrayList<>();
        int number = 0;
        for (TableSql.Condition condition : columns.sql().checks()) {
            number++;
            if (isOfABoolean(condition.tokens(), fields)) {
                continue;
            }
            Optional<String> text = columns.exact(condition.tokens());
            if (text.isPresent()) {
                checks.add(new Check(condition.name(), text.get()));
            } else {
                String name = condition.name().isEmpty() ? "number " + number : "'" + condition.name() + "'";
                warnings.add(where, "check " + name + " is left out, as it has no like in PostgreSQL");
            }
        }
        return checks;
    }

    /** {@code flag IN (0, 1)} is what the type says already. */
    private boolean isOfABoolean(List<SqlToken> tokens, List<Field> fields) {
        if (tokens.isEmpty() || !tokens.get(0).isName()) {
            return false;
        }
        String column = columns.own(tokens.get(0).text());
        boolean truth = fields.stream()
                .anyMatch(field -> field.name().equals(column) && field.type().equals("boolean"));
        String rest = String.join(
                "",
                tokens.subList(1, tokens.size()).stream().map(SqlToken::text).toList());
        return truth && (rest.equalsIgnoreCase("in(0,1)") || rest.equalsIgnoreCase("in(1,0)"));
    }

    private List<Reference> references() throws SQLException {
        List<Part> parts = Sql.rows(
                connection,
                "SELECT id, \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list(?, 'main')"
                        + " ORDER BY id DESC, seq",
                row -> new Part(
                        row.getInt(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6)),
                entry.name());
        List<Reference> references = new ArrayList<>();
        List<Integer> ids = parts.stream().map(Part::id).distinct().toList();
        for (int number = 0; number < ids.size(); number++) {
            int id = ids.get(number);
            List<Part> own = parts.stream().filter(part -> part.id() == id).toList();
            reference(own, columns.sql().deferred(number)).ifPresent(references::add);
        }
        return references;
    }

    private Optional<Reference> reference(List<Part> parts, boolean deferred) throws SQLException {
        Part first = parts.get(0);
        List<String> from = parts.stream().map(Part::from).map(columns::own).toList();
        String parent = tables.stream()
                .filter(first.table()::equalsIgnoreCase)
                .findFirst()
                .orElse(null);
        List<String> to = parent == null ? List.of() : to(parent, parts);
        if (to.size() != from.size()) {
            warnings.add(
                    where,
                    "foreign key (" + String.join(", ", from) + ") is left out, as table '" + first.table()
                            + "' is not there, or not with such columns");
            return Optional.empty();
        }
        long orphans = orphans(from, parent, to);
        if (orphans > 0) {
            warnings.add(
                    where,
                    orphans + " rows name no row of '" + parent + "' by (" + String.join(", ", from)
                            + "): its foreign key is made NOT VALID, so it holds for new rows only");
        }
        String rules = rule("ON UPDATE", first.update())
                + rule("ON DELETE", first.delete())
                + (deferred ? " DEFERRABLE INITIALLY DEFERRED" : "");
        return Optional.of(new Reference("", from, parent, to, rules.strip(), orphans));
    }

    private List<String> to(String parent, List<Part> parts) throws SQLException {
        List<String> names = Sql.rows(
                connection,
                "SELECT name FROM pragma_table_xinfo(?, 'main') ORDER BY pk = 0, pk",
                row -> row.getString(1),
                parent);
        if (parts.get(0).to() == null) {
            long size = Sql.one(connection, "SELECT count(*) FROM pragma_table_xinfo(?, 'main') WHERE pk > 0", parent);
            return names.subList(0, (int) size);
        }
        return parts.stream()
                .flatMap(part -> names.stream().filter(part.to()::equalsIgnoreCase))
                .toList();
    }

    /** Rows that PostgreSQL would refuse: it compares byte by byte, whatever the column's collation. */
    private long orphans(List<String> from, String parent, List<String> to) throws SQLException {
        List<String> filled = from.stream()
                .map(name -> "c." + Sql.quoted(name) + " IS NOT NULL")
                .toList();
        List<String> same = new ArrayList<>();
        for (int at = 0; at < from.size(); at++) {
            same.add("p." + Sql.quoted(to.get(at)) + " = c." + Sql.quoted(from.get(at)) + " COLLATE BINARY");
        }
        return Sql.one(
                connection,
                "SELECT count(*) FROM main." + Sql.quoted(entry.name()) + " AS c WHERE " + String.join(" AND ", filled)
                        + " AND NOT EXISTS (SELECT 1 FROM main." + Sql.quoted(parent) + " AS p WHERE "
                        + String.join(" AND ", same) + ")");
    }

    private static String rule(String when, String rule) {
        return rule.equals("NO ACTION") ? "" : " " + when + " " + rule;
    }

    /** A row of the pragma: one column of a foreign key. */
    private record Part(int id, String table, String from, String to, String update, String delete) {}
}
