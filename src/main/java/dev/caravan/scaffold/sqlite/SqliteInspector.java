package dev.caravan.scaffold.sqlite;

import dev.caravan.relational.Sql;
import dev.caravan.scaffold.Inspected;
import dev.caravan.scaffold.OwnNames;
import dev.caravan.scaffold.Relation;
import dev.caravan.scaffold.Warnings;
import dev.caravan.scaffold.Wishes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the tables of an SQLite file: its catalogue, the statements that made it, and every value once. */
public final class SqliteInspector {
    private final Connection connection;
    private final Wishes wishes;
    private final Warnings warnings;

    /** An inspector; nothing is read yet. The connection stays the caller's. */
    public SqliteInspector(Connection connection, Wishes wishes, Warnings warnings) {
        this.connection = connection;
        this.wishes = wishes;
        this.warnings = warnings;
    }

    /** Looks at everything. */
    public Inspected inspect() throws SQLException {
        List<Entry> entries = Sql.rows(
                connection,
                "SELECT l.name, l.type, l.wr, l.strict, coalesce(s.sql, '') FROM pragma_table_list AS l LEFT JOIN"
                        + " main.sqlite_schema AS s ON s.name = l.name AND s.type IN ('table', 'view')"
                        + " WHERE l.schema = 'main' AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY s.rowid",
                row -> new Entry(
                        row.getString(1), row.getString(2), row.getBoolean(3), row.getBoolean(4), row.getString(5)));
        List<String> tables = entries.stream()
                .filter(entry -> entry.type().equals("table"))
                .map(Entry::name)
                .toList();
        List<Relation> relations = new ArrayList<>();
        for (Entry entry : entries) {
            if (OwnNames.has(entry.name(), warnings)) {
                continue;
            }
            if (entry.name().isEmpty()) {
                warnings.add("table ''", "is left out, as it has no name; give it one");
                continue;
            }
            switch (entry.type()) {
                case "table" -> relations.add(table(entry, tables));
                case "view" -> view(entry).ifPresent(relations::add);
                case "virtual" ->
                    warnings.add(
                            "virtual table '" + entry.name() + "'",
                            "is left out, with the tables behind it; its module has no like in PostgreSQL (for FTS, a"
                                    + " tsvector column with a GIN index does its work)");
                default -> {
                    // Shadow tables go with their virtual table
                }
            }
        }
        triggers();
        return new Inspected(List.of(), relations);
    }

    private Relation table(Entry entry, List<String> tables) throws SQLException {
        SqliteColumns columns =
                new SqliteColumns(connection, entry.name(), entry.sql(), entry.strict(), wishes, warnings);
        return new SqliteTableReader(connection, entry, columns, tables, warnings).relation();
    }

    private Optional<Relation> view(Entry entry) {
        String where = "view '" + entry.name() + "'";
        if (!wishes.views()) {
            warnings.add(where, "is left out; write it anew for PostgreSQL, or copy its rows as a table with --views");
            return Optional.empty();
        }
        try {
            return read(entry, where);
        } catch (SQLException e) {
            warnings.add(where, "is left out, as SQLite itself cannot read it (" + e.getMessage() + ")");
            return Optional.empty();
        }
    }

    private Optional<Relation> read(Entry entry, String where) throws SQLException {
        SqliteColumns columns = new SqliteColumns(connection, entry.name(), "", false, wishes, warnings);
        List<Relation.Field> fields = columns.fields();
        List<String> key = columns.telling();
        if (key.isEmpty()) {
            warnings.add(where, "is left out: no column, and no two of them, tell all of its rows apart");
            return Optional.empty();
        }
        warnings.add(where, "is copied as a table: its rows as they are now");
        List<Relation.Field> keyed = fields.stream()
                .map(field -> key.contains(field.name()) ? field.filled() : field)
                .toList();
        return Optional.of(new Relation(entry.name(), keyed, key, key, List.of(), List.of(), List.of(), List.of(), ""));
    }

    private void triggers() throws SQLException {
        Sql.rows(
                connection,
                "SELECT name, tbl_name FROM main.sqlite_schema WHERE type = 'trigger' ORDER BY name",
                row -> {
                    warnings.add(
                            "trigger '" + row.getString(1) + "' of '" + row.getString(2) + "'",
                            "is left out; write it anew for PostgreSQL");
                    return 0;
                });
    }

    /** A table or view of the catalogue. */
    record Entry(String name, String type, boolean withoutRowid, boolean strict, String sql) {}
}
