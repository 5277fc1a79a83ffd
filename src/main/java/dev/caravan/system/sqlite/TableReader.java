package dev.caravan.system.sqlite;

import dev.caravan.relational.ForeignKey;
import dev.caravan.relational.SeenTables;
import dev.caravan.system.sqlite.SqliteTable.UniqueKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the catalogue of one connection. A name is only ever a parameter here. */
final class TableReader implements SeenTables<SqliteTable> {
    private final Connection connection;

    TableReader(Connection connection) {
        this.connection = connection;
    }

    @Override
    public List<String> names() throws SQLException {
        return rows(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                        + " AND name NOT LIKE 'caravan\\_%' ESCAPE '\\' AND type <> 'shadow' ORDER BY name",
                row -> row.getString(1));
    }

    /** The table or view with exactly this name. */
    @Override
    public Optional<SqliteTable> table(String name) throws SQLException {
        List<SqliteTable> found = rows(
                "SELECT l.type, l.wr, l.strict, coalesce(s.sql, '') FROM pragma_table_list AS l LEFT JOIN"
                        + " main.sqlite_schema AS s ON s.name = l.name WHERE l.schema = 'main' AND l.name = ?1 COLLATE"
                        + " BINARY",
                row -> table(name, row),
                name);
        return found.stream().findFirst();
    }

    private SqliteTable table(String name, ResultSet row) throws SQLException {
        boolean withoutRowid = row.getInt(2) != 0;
        boolean strict = row.getInt(3) != 0;
        List<String> primaryKey = rows(
                "SELECT name FROM pragma_table_xinfo(?1, 'main') WHERE pk > 0 ORDER BY pk",
                key -> key.getString(1),
                name);
        String rowid = withoutRowid ? null : rowidAlias(name, primaryKey);
        List<SqliteColumn> columns = rows(
                "SELECT name, type, \"notnull\", dflt_value IS NULL, hidden, pk FROM pragma_table_xinfo(?1, 'main')"
                        + " WHERE hidden <> 1 ORDER BY cid",
                column -> column(column, strict, withoutRowid, rowid),
                name);
        return new SqliteTable(
                name,
                row.getString(1),
                withoutRowid,
                strict,
                row.getString(4),
                columns,
                primaryKey,
                uniques(name, rowid),
                foreignKeys(name));
    }

    /** The one INTEGER PRIMARY KEY is the rowid when no index was needed to keep it unique. */
    private String rowidAlias(String name, List<String> primaryKey) throws SQLException {
        if (primaryKey.size() != 1) {
            return null;
        }
        List<Integer> indexes =
                rows("SELECT 1 FROM pragma_index_list(?1, 'main') WHERE origin = 'pk'", row -> row.getInt(1), name);
        return indexes.isEmpty() ? primaryKey.get(0) : null;
    }

    private static SqliteColumn column(ResultSet row, boolean strict, boolean withoutRowid, String rowid)
            throws SQLException {
        String name = row.getString(1);
        String declared = row.getString(2);
        boolean alias = name.equals(rowid);
        boolean generated = row.getInt(5) > 1;
        boolean notNull = row.getInt(3) != 0 || alias || (withoutRowid && row.getInt(6) > 0);
        boolean required = notNull && row.getBoolean(4) && !generated && !alias;
        return new SqliteColumn(name, declared, Affinity.of(declared, strict), required, !notNull, generated, alias);
    }

    private List<UniqueKey> uniques(String table, String rowid) throws SQLException {
        List<UniqueKey> uniques = new ArrayList<>();
        if (rowid != null) {
            uniques.add(new UniqueKey(List.of(rowid), List.of("BINARY")));
        }
        List<String> indexes = rows(
                "SELECT name FROM pragma_index_list(?1, 'main') WHERE \"unique\" AND NOT partial ORDER BY origin DESC,"
                        + " seq",
                row -> row.getString(1),
                table);
        for (String index : indexes) {
            List<String[]> parts = rows(
                    "SELECT name, coll FROM pragma_index_xinfo(?1, 'main') WHERE key ORDER BY seqno",
                    row -> new String[] {row.getString(1), row.getString(2)},
                    index);
            // A part without a name is an expression: no set of columns
            if (parts.stream().noneMatch(part -> part[0] == null)) {
                uniques.add(new UniqueKey(
                        parts.stream().map(part -> part[0]).toList(),
                        parts.stream().map(part -> part[1]).toList()));
            }
        }
        return uniques;
    }

    private List<ForeignKey> foreignKeys(String table) throws SQLException {
        List<Integer> ids = rows(
                "SELECT DISTINCT id FROM pragma_foreign_key_list(?1, 'main') ORDER BY id", row -> row.getInt(1), table);
        List<ForeignKey> keys = new ArrayList<>();
        for (int id : ids) {
            List<String[]> parts = rows(
                    "SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(?1, 'main') WHERE id = " + id
                            + " ORDER BY seq",
                    row -> new String[] {row.getString(1), row.getString(2), row.getString(3)},
                    table);
            keys.add(foreignKey(parts));
        }
        return keys;
    }

    /** Without columns of its own, a reference means the parent's primary key. */
    private ForeignKey foreignKey(List<String[]> parts) throws SQLException {
        String parent = parts.get(0)[1];
        List<String> from = parts.stream().map(part -> part[0]).toList();
        if (parts.get(0)[2] != null) {
            return new ForeignKey(
                    from, parent, parts.stream().map(part -> part[2]).toList());
        }
        return new ForeignKey(
                from,
                parent,
                rows(
                        "SELECT name FROM pragma_table_xinfo(?1, 'main') WHERE pk > 0 ORDER BY pk",
                        key -> key.getString(1),
                        parent));
    }

    private <T> List<T> rows(String sql, RowReader<T> reader, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                while (row.next()) {
                    rows.add(reader.read(row));
                }
                return rows;
            }
        }
    }

    /** Makes something of the current row. */
    @FunctionalInterface
    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }
}
