package dev.caravan.scaffold.postgresql;

import dev.caravan.model.CopiedTable.Form;
import dev.caravan.relational.Sql;
import dev.caravan.scaffold.Relation;
import dev.caravan.scaffold.Relation.Field;
import dev.caravan.scaffold.Relation.Numbering;
import dev.caravan.scaffold.Warnings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts one table together from the catalogue, which prints its own expressions. */
final class PgTableReader {
    private static final Set<String> NUMBERED = Set.of("smallint", "integer", "bigint");

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
        PgKeys keys = new PgKeys(connection, entry, names, warnings);
        List<String> key = keys.primaryKey();
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
                keys.uniques(),
                keys.indexes(),
                keys.references(),
                keys.checks(),
                entry.comment()));
    }

    private Numbering numbering(String column, boolean always, ResultSet sequence) throws SQLException {
        if (sequence.getBoolean(3)) {
            warnings.add(
                    "column '" + column + "' of " + where,
                    "is numbered by a sequence with bounds of its own (MINVALUE, MAXVALUE, CYCLE), which stay behind");
        }
        return new Numbering(always, sequence.getLong(1), sequence.getLong(2));
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
                "SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull AND NOT EXISTS (SELECT FROM"
                        + " pg_constraint k WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND a.attnum = ANY (k.conkey) AND NOT"
                        + " k.convalidated), pg_get_expr(d.adbin, d.adrelid),"
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
        boolean serial = expression != null
                && !generated
                && row.getBoolean(3)
                && NUMBERED.contains(type)
                && expression.startsWith("nextval(");
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
        String column = row.getString(1);
        List<Numbering> found = Sql.rows(
                connection,
                "SELECT CASE WHEN s.seqincrement > 0 THEN least(n.next, s.seqmax) ELSE greatest(n.next, s.seqmin) END,"
                        + " s.seqincrement, s.seqcycle OR CASE WHEN s.seqincrement > 0 THEN s.seqmin <> 1 OR s.seqmax <> b.most ELSE"
                        + " s.seqmax <> -1 OR s.seqmin <> -b.most - 1 END FROM pg_sequence s, LATERAL (SELECT"
                        + " coalesce(pg_sequence_last_value(s.seqrelid)::numeric + s.seqincrement, s.seqstart) AS next) n, LATERAL"
                        + " (SELECT CASE s.seqtypid::regtype::text WHEN 'smallint' THEN 32767 WHEN 'integer' THEN 2147483647 ELSE"
                        + " 9223372036854775807 END AS most) b WHERE s.seqrelid = ?::regclass",
                sequenceRow -> numbering(column, always, sequenceRow),
                sequence);
        return found.isEmpty() ? Numbering.PLAIN : found.get(0);
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
}
