package dev.caravan.scaffold.postgresql;

import dev.caravan.model.CopiedTable.Form;
import dev.caravan.relational.Sql;
import dev.caravan.scaffold.Relation;
import dev.caravan.scaffold.Relation.Check;
import dev.caravan.scaffold.Relation.Field;
import dev.caravan.scaffold.Relation.Index;
import dev.caravan.scaffold.Relation.Numbering;
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
import java.util.Set;

/** Puts one table together from the catalogue, which prints its own expressions. */
final class PgTableReader {
    private static final String COLUMNS =
            "ARRAY(SELECT a.attname FROM unnest(%s) WITH ORDINALITY AS part (number, place) JOIN pg_attribute a ON"
                    + " a.attrelid = %s AND a.attnum = part.number ORDER BY part.place)::text[]";

    private static final Set<String> UNORDERED = Set.of(
            "json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle", "txid_snapshot", "pg_snapshot");

    private final Connection connection;
    private final PostgresqlInspector.Entry entry;
    private final Warnings warnings;
    private final String where;
    private List<String> names = List.of();

    PgTableReader(Connection connection, PostgresqlInspector.Entry entry, Warnings warnings) {
        this.connection = connection;
        this.entry = entry;
        this.warnings = warnings;
        this.where = "table '" + entry.name() + "'";
    }

    /** The table; nothing where its rows cannot be read one by one. */
    Optional<Relation> table() throws SQLException {
        List<Field> fields = fields();
        List<String> key = primaryKey();
        boolean partitioned = entry.kind() == 'p';
        List<String> told = key.isEmpty() && partitioned ? telling(fields) : key;
        if (partitioned && told.isEmpty()) {
            warnings.add(
                    where, "is left out: it has no key, and no column, and no two of them, tell all of its rows apart");
            return Optional.empty();
        }
        if (partitioned && key.isEmpty()) {
            warnings.add(
                    where,
                    "has no key, and gets one over (" + String.join(", ", told) + "), which tells its rows apart now");
        } else if (key.isEmpty()) {
            warnings.add(
                    where,
                    "has no key: all its columns are compared and equal rows counted; a single row cannot be repaired");
        }
        return Optional.of(new Relation(
                entry.name(),
                fields,
                told,
                told.equals(key) ? null : told,
                uniques(),
                indexes(),
                references(),
                checks(),
                entry.comment()));
    }

    /** A view as a table: it needs columns that tell its rows apart. */
    Optional<Relation> view() throws SQLException {
        List<Field> fields = fields();
        List<String> key = telling(fields);
        String view = "view '" + entry.name() + "'";
        if (key.isEmpty()) {
            warnings.add(view, "is left out: no column, and no two of them, tell all of its rows apart");
            return Optional.empty();
        }
        warnings.add(view, "is copied as a table: its rows as they are now");
        return Optional.of(new Relation(
                entry.name(), fields, key, key, List.of(), List.of(), List.of(), List.of(), entry.comment()));
    }

    private List<Field> fields() throws SQLException {
        names = Sql.rows(
                connection,
                "SELECT attname FROM pg_attribute WHERE attrelid = ? AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
                row -> row.getString(1),
                entry.oid());
        return Sql.rows(
                connection,
                "SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid),"
                        + " a.attidentity, a.attgenerated, coalesce(col_description(a.attrelid, a.attnum), ''),"
                        + " (SELECT quote_ident(l.collname) FROM pg_collation l WHERE l.oid = a.attcollation AND"
                        + " a.attcollation <> t.typcollation), pg_get_serial_sequence(a.attrelid::regclass::text,"
                        + " a.attname) FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d"
                        + " ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = ? AND a.attnum > 0 AND"
                        + " NOT a.attisdropped ORDER BY a.attnum",
                this::field,
                entry.oid());
    }

    private Field field(ResultSet row) throws SQLException {
        String type = row.getString(2) + (row.getString(8) == null ? "" : " COLLATE " + row.getString(8));
        String expression = row.getString(4) == null ? null : PgText.marked(row.getString(4), names);
        boolean generated = !row.getString(6).isEmpty();
        String identity = row.getString(5);
        boolean serial = expression != null && !generated && expression.startsWith("nextval(");
        Numbering numbering = identity.isEmpty() && !serial ? null : numbering(row, identity.equals("a"));
        return new Field(
                row.getString(1),
                type,
                row.getBoolean(3),
                generated || numbering != null ? null : expression,
                numbering,
                generated ? expression : null,
                Form.SAME,
                row.getString(7));
    }

    /** Numbers go on where the sequence stands, which may be behind the largest that is there. */
    private Numbering numbering(ResultSet row, boolean always) throws SQLException {
        String sequence = row.getString(9);
        if (sequence == null) {
            warnings.add(
                    "column '" + row.getString(1) + "' of " + where,
                    "is numbered by a sequence that is not its own; it gets one of its own");
            return Numbering.PLAIN;
        }
        List<Numbering> found = Sql.rows(
                connection,
                "SELECT coalesce(pg_sequence_last_value(s.seqrelid) + s.seqincrement, s.seqstart), s.seqincrement FROM"
                        + " pg_sequence s WHERE s.seqrelid = ?::regclass",
                sequenceRow -> new Numbering(always, sequenceRow.getLong(1), sequenceRow.getLong(2)),
                sequence);
        return found.isEmpty() ? Numbering.PLAIN : found.get(0);
    }

    private List<String> primaryKey() throws SQLException {
        return Sql.rows(
                        connection,
                        "SELECT " + String.format(COLUMNS, "k.conkey", "k.conrelid")
                                + " FROM pg_constraint k WHERE k.conrelid = ? AND k.contype = 'p'",
                        row -> texts(row.getArray(1)),
                        entry.oid())
                .stream()
                .findFirst()
                .orElse(List.of());
    }

    private List<Unique> uniques() throws SQLException {
        return Sql.rows(
                connection,
                "SELECT k.conname, " + String.format(COLUMNS, "k.conkey", "k.conrelid")
                        + ", pg_get_constraintdef(k.oid) FROM pg_constraint k WHERE k.conrelid = ? AND k.contype = 'u'"
                        + " ORDER BY k.conname",
                row -> new Unique(
                        row.getString(1),
                        texts(row.getArray(2)),
                        row.getString(3).startsWith("UNIQUE NULLS NOT DISTINCT") ? "NULLS NOT DISTINCT" : ""),
                entry.oid());
    }

    private List<Index> indexes() throws SQLException {
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

    private List<Reference> references() throws SQLException {
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
        int open = sql.indexOf('(', PgText.closing(sql, sql.indexOf('(')));
        String rules = sql.substring(Math.min(sql.length(), PgText.closing(sql, open) + 1));
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

    private List<Check> checks() throws SQLException {
        List<Check> checks = new ArrayList<>();
        Sql.rows(
                connection,
                "SELECT k.conname, pg_get_expr(k.conbin, k.conrelid), k.convalidated, k.contype FROM pg_constraint k"
                        + " WHERE k.conrelid = ? AND k.contype IN ('c', 'x') ORDER BY k.conname",
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

    private List<String> telling(List<Field> fields) throws SQLException {
        // What has no order cannot be grouped by
        List<String> all = fields.stream()
                .filter(field -> !UNORDERED.contains(field.type()))
                .map(Field::name)
                .toList();
        for (String one : all) {
            if (tells(List.of(one))) {
                return List.of(one);
            }
        }
        for (String one : all) {
            for (String two : all.subList(all.indexOf(one) + 1, all.size())) {
                if (tells(List.of(one, two))) {
                    return List.of(one, two);
                }
            }
        }
        return List.of();
    }

    private boolean tells(List<String> columns) throws SQLException {
        String from = "SELECT 1 FROM " + Sql.quoted(entry.name());
        String empty = Sql.joined(columns, " OR ", column -> Sql.quoted(column) + " IS NULL");
        return Sql.one(connection, from + " WHERE " + empty + " LIMIT 1") == 0
                && Sql.one(connection, from + " GROUP BY " + Sql.list(columns) + " HAVING count(*) > 1 LIMIT 1") == 0;
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
