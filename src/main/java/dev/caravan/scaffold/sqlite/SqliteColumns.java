package dev.caravan.scaffold.sqlite;

import dev.caravan.model.CopiedTable.Form;
import dev.caravan.relational.Sql;
import dev.caravan.scaffold.CommonExpression;
import dev.caravan.scaffold.Expression;
import dev.caravan.scaffold.Relation.Field;
import dev.caravan.scaffold.SqlToken;
import dev.caravan.scaffold.Warnings;
import dev.caravan.scaffold.Wishes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The columns of one table: their types from what is declared and from what is there. */
final class SqliteColumns {
    private final Connection connection;
    private final String table;
    private final TableSql sql;
    private final Warnings warnings;
    private final List<Declared> declared;
    private final Map<String, ColumnScan> scans;
    private final Map<String, String> types = new HashMap<>();
    private final Set<String> booleans = new HashSet<>();

    SqliteColumns(Connection connection, String table, String sql, boolean strict, Wishes wishes, Warnings warnings)
            throws SQLException {
        this.connection = connection;
        this.table = table;
        this.sql = TableSql.of(sql);
        this.warnings = warnings;
        this.declared = Sql.rows(
                connection,
                "SELECT name, type, \"notnull\", dflt_value, hidden, pk FROM pragma_table_xinfo(?, 'main') WHERE hidden"
                        + " <> 1 ORDER BY cid",
                row -> new Declared(
                        row.getString(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getString(4),
                        row.getInt(5) > 1,
                        row.getInt(6)),
                table);
        this.scans = ColumnScan.of(
                connection, table, declared.stream().map(Declared::name).toList());
        for (Declared column : declared) {
            String type = new SqliteType(connection, table, wishes, warnings)
                    .of(column.name(), column.type(), scans.get(column.name()));
            types.put(column.name(), type);
            if (type.equals("boolean")) {
                booleans.add(column.name());
            }
        }
    }

    /** An expression over these columns in PostgreSQL's words, or nothing; texts in the order of the target. */
    Optional<String> translated(List<SqlToken> tokens) {
        return meaning().holds(tokens)
                ? new CommonExpression(this::own, booleans, Set.of()).translated(tokens)
                : Optional.empty();
    }

    /** As {@link #translated}, with texts in the order and the case of SQLite, so that it says the same of every row. */
    Optional<String> exact(List<SqlToken> tokens) {
        return translated(tokens).map(text -> meaning().orders(tokens) ? inOrderOfBytes(text) : text);
    }

    private String inOrderOfBytes(String text) {
        String ordered = text;
        for (Declared column : declared) {
            String type = types.get(column.name());
            if (type.equals("text") || type.equals(SqliteType.MIXED_TEXT) || type.startsWith("varchar")) {
                String marked = Expression.column(column.name());
                ordered = ordered.replace(marked, "(" + marked + " COLLATE \"C\")");
            }
        }
        return ordered;
    }

    private SameMeaning meaning() {
        return new SameMeaning(name -> types.get(own(name)));
    }

    TableSql sql() {
        return sql;
    }

    ColumnScan scan(String column) {
        return scans.get(column);
    }

    /** The table's own name of a column, or null; SQLite does not tell case apart. */
    String own(String name) {
        return declared.stream()
                .map(Declared::name)
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElse(null);
    }

    List<String> primaryKey() {
        return declared.stream()
                .filter(column -> column.key() > 0)
                .sorted((one, two) -> Integer.compare(one.key(), two.key()))
                .map(Declared::name)
                .toList();
    }

    List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        for (Declared column : declared) {
            fields.add(field(column));
        }
        return fields;
    }

    /** A column, or two of them, that tell all rows apart; empty where there are none such. */
    List<String> telling() throws SQLException {
        List<String> filled = declared.stream()
                .map(Declared::name)
                .filter(name -> scans.get(name).nulls() == 0 && scans.get(name).kinds() <= 1)
                .toList();
        for (String name : filled) {
            if (isUnique(List.of(name))) {
                return List.of(name);
            }
        }
        for (String one : filled) {
            for (String two : filled.subList(filled.indexOf(one) + 1, filled.size())) {
                if (isUnique(List.of(one, two))) {
                    return List.of(one, two);
                }
            }
        }
        return List.of();
    }

    private boolean isUnique(List<String> columns) throws SQLException {
        return Sql.one(
                        connection,
                        "SELECT 1 FROM main." + Sql.quoted(table) + " GROUP BY "
                                + Sql.joined(columns, ", ", name -> Sql.quoted(name) + " COLLATE BINARY")
                                + " HAVING count(*) > 1 LIMIT 1")
                == 0;
    }

    private Field field(Declared column) {
        ColumnScan scan = scans.get(column.name());
        String where = "column '" + column.name() + "' of table '" + table + "'";
        String type = types.get(column.name());
        Form form = type.equals(SqliteType.MIXED_TEXT)
                ? Form.TEXT
                : type.equals(SqliteType.MIXED_BYTES) ? Form.BYTES : Form.SAME;
        String written = form == Form.TEXT ? "text" : form == Form.BYTES ? "bytea" : type;
        if (scan.nuls() > 0) {
            warnings.add(
                    where,
                    scan.nuls()
                            + " texts hold a U+0000, which PostgreSQL cannot keep: their rows are rejected, unless the"
                            + " target says 'nul: replace' or 'nul: strip'");
        }
        String generated = generated(column, where);
        return new Field(
                column.name(),
                written,
                column.required() && !(generated == null && column.generated() && scan.nulls() > 0),
                generated == null && !column.generated() ? otherwise(column, written, where) : null,
                null,
                generated,
                form,
                "");
    }

    private String generated(Declared column, String where) {
        List<SqlToken> tokens = column.generated() ? sql.generated(column.name()) : null;
        if (tokens == null) {
            return null;
        }
        Optional<String> exact = meaning().computes(tokens) ? exact(tokens) : Optional.empty();
        return exact.orElseGet(() -> {
            warnings.add(
                    where,
                    "is a plain column with the values it has now, as what it is computed by has no like in PostgreSQL");
            return null;
        });
    }

    private String otherwise(Declared column, String type, String where) {
        if (column.otherwise() == null) {
            return null;
        }
        List<SqlToken> tokens = SqlToken.of(column.otherwise());
        String otherwise = SqliteDefault.of(tokens, type);
        if (otherwise == null) {
            warnings.add(where, "has lost its default, which has no like in PostgreSQL");
        }
        return otherwise == null || otherwise.equals("NULL") ? null : otherwise;
    }

    /** A column as the catalogue has it. */
    private record Declared(String name, String type, boolean required, String otherwise, boolean generated, int key) {}
}
