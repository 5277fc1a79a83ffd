package dev.caravan.scaffold.postgresql;

import dev.caravan.relational.Sql;
import dev.caravan.scaffold.Relation.Check;
import dev.caravan.scaffold.Relation.Index;
import dev.caravan.scaffold.Relation.Reference;
import dev.caravan.scaffold.Relation.Unique;
import dev.caravan.scaffold.Warnings;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys, indexes and conditions of one table, as the catalogue prints them. */
final class PgKeys {
    private static final String COLUMNS =
            "ARRAY(SELECT a.attname FROM unnest(%s) WITH ORDINALITY AS part (number, place) JOIN pg_attribute a ON"
                    + " a.attrelid = %s AND a.attnum = part.number ORDER BY part.place)::text[]";

    private final Connection connection;
    private final PostgresqlInspector.Entry entry;
    private final List<String> names;
    private final Warnings warnings;
    private final String where;

    /** @param names all the table's columns */
    PgKeys(Connection connection, PostgresqlInspector.Entry entry, List<String> names, Warnings warnings) {
        this.connection = connection;
        this.entry = entry;
        this.names = List.copyOf(names);
        this.warnings = warnings;
        this.where = "table '" + entry.name() + "'";
    }

    List<String> primaryKey() throws SQLException {
        return keys("p").stream().findFirst().map(Unique::columns).orElse(List.of());
    }

    List<Unique> uniques() throws SQLException {
        return keys("u");
    }

    /** @param type as {@code pg_constraint.contype} has it */
    private List<Unique> keys(String type) throws SQLException {
        return Sql.rows(
                connection,
                "SELECT k.conname, " + String.format(COLUMNS, "k.conkey", "k.conrelid")
                        + ", pg_get_constraintdef(k.oid), k.condeferrable FROM pg_constraint k WHERE k.conrelid = ? AND"
                        + " k.contype = '" + type + "' ORDER BY k.conname",
                row -> {
                    tellOfOthers(row.getString(1), row.getString(3), row.getBoolean(4));
                    return new Unique(
                            row.getString(1),
                            texts(row.getArray(2)),
                            row.getString(3).startsWith("UNIQUE NULLS NOT DISTINCT") ? "NULLS NOT DISTINCT" : "");
                },
                entry.oid());
    }

    private void tellOfOthers(String name, String definition, boolean deferrable) {
        if (deferrable) {
            warnings.add(where, "key '" + name + "' is checked with each row, no longer as late as the commit");
        }
        if (definition.contains(" WITHOUT OVERLAPS)")) {
            warnings.add(where, "key '" + name + "' keeps equal rows apart alone, no longer those that overlap");
        }
        if (definition.contains(") INCLUDE (")) {
            warnings.add(where, "key '" + name + "' has lost the columns that its index only keeps beside (INCLUDE)");
        }
    }

    List<Index> indexes() throws SQLException {
        return Sql.rows(
                connection,
                "SELECT c.relname, i.indisunique, m.amname, pg_get_indexdef(i.indexrelid), pg_get_expr(i.indpred,"
                        + " i.indrelid), ARRAY(SELECT a.attname FROM unnest(i.indkey) WITH ORDINALITY AS k (number, place)"
                        + " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number WHERE k.place >"
                        + " i.indnkeyatts ORDER BY k.place)::text[] FROM pg_index i JOIN pg_class c ON c.oid ="
                        + " i.indexrelid JOIN pg_am m ON m.oid = c.relam WHERE i.indrelid = ? AND i.indisvalid AND NOT"
                        + " EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p',"
                        + " 'u', 'x')) ORDER BY c.relname",
                this::index,
                entry.oid());
    }

    private Index index(ResultSet row) throws SQLException {
        String sql = row.getString(4);
        int open = sql.indexOf('(', sql.indexOf(" USING " + row.getString(3) + " ("));
        int close = PgText.closing(sql, open);
        List<String> parts = PgText.parts(sql.substring(open + 1, close)).stream()
                .map(part -> PgText.marked(part, names))
                .toList();
        String condition = row.getString(5);
        return new Index(
                row.getString(1),
                row.getBoolean(2),
                row.getString(3),
                parts,
                texts(row.getArray(6)),
                sql.indexOf(" NULLS NOT DISTINCT", close) > 0 ? "NULLS NOT DISTINCT" : "",
                condition == null ? null : PgText.marked(condition, names));
    }

    List<Reference> references() throws SQLException {
        return Sql.rows(
                        connection,
                        "SELECT k.conname, " + String.format(COLUMNS, "k.conkey", "k.conrelid") + ", c.relname, "
                                + String.format(COLUMNS, "k.confkey", "k.confrelid")
                                + ", pg_get_constraintdef(k.oid), k.convalidated, c.relnamespace = current_schema()::regnamespace"
                                + " FROM pg_constraint k JOIN pg_class c ON c.oid = k.confrelid WHERE k.conrelid = ? AND"
                                + " k.contype = 'f' AND k.conparentid = 0 ORDER BY k.conname",
                        this::reference,
                        entry.oid())
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Reference> reference(ResultSet row) throws SQLException {
        String name = row.getString(1);
        if (!row.getBoolean(7)) {
            warnings.add(where, "foreign key '" + name + "' is left out, as it leads to another schema");
            return Optional.empty();
        }
        String sql = row.getString(5);
        int open = PgText.opening(sql, PgText.closing(sql, PgText.opening(sql, 0)));
        String rules = sql.substring(Math.min(sql.length(), PgText.closing(sql, open) + 1));
        if (sql.contains(", PERIOD ")) {
            warnings.add(where, "foreign key '" + name + "' is left out, as it is one over periods");
            return Optional.empty();
        }
        if (!row.getBoolean(6)) {
            warnings.add(where, "foreign key '" + name + "' is NOT VALID in the source, and stays so");
        }
        return Optional.of(new Reference(
                name,
                texts(row.getArray(2)),
                row.getString(3),
                texts(row.getArray(4)),
                PgText.marked(rules.replace(" NOT VALID", "").strip(), names),
                row.getBoolean(6) ? 0 : 1));
    }

    List<Check> checks() throws SQLException {
        List<Check> checks = new ArrayList<>();
        Sql.rows(
                connection,
                "SELECT k.conname, pg_get_expr(k.conbin, k.conrelid), k.convalidated, k.contype FROM pg_constraint k"
                        + " WHERE k.conrelid = ? AND (k.contype IN ('c', 'x') OR k.contype = 'n' AND NOT k.convalidated) ORDER BY"
                        + " k.conname",
                row -> {
                    boolean exclusion = row.getString(4).equals("x");
                    if (exclusion || !row.getBoolean(3)) {
                        String kind = exclusion ? "an exclusion constraint" : "NOT VALID: rows may break it";
                        warnings.add(where, "constraint '" + row.getString(1) + "' is left out, as it is " + kind);
                        return 0;
                    }
                    checks.add(new Check(row.getString(1), PgText.marked(row.getString(2), names)));
                    return 0;
                },
                entry.oid());
        return checks;
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
