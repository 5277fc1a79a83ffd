package dev.caravan.system.postgresql;

import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Brings the sequences that number a table's rows behind the numbers that were copied into it; never back. */
final class Sequences {
    private final Connection connection;

    Sequences(Connection connection) {
        this.connection = connection;
    }

    void follow(PgTable table) throws SQLException {
        List<Numbered> all = Sql.rows(
                connection,
                "SELECT a.attname, n.nspname, s.relname, q.seqincrement > 0 FROM pg_depend d"
                        + " JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'"
                        + " JOIN pg_namespace n ON n.oid = s.relnamespace JOIN pg_sequence q ON q.seqrelid = s.oid"
                        + " JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid"
                        + " WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass"
                        + " AND d.refobjid = ? AND d.deptype IN ('a', 'i')"
                        + " UNION SELECT a.attname, n.nspname, s.relname, q.seqincrement > 0 FROM pg_attrdef f"
                        + " JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid"
                        + " JOIN pg_class s ON s.oid = d.refobjid AND s.relkind = 'S'"
                        + " JOIN pg_namespace n ON n.oid = s.relnamespace JOIN pg_sequence q ON q.seqrelid = s.oid"
                        + " JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum"
                        + " WHERE f.adrelid = ? ORDER BY 1, 2, 3",
                row -> new Numbered(
                        row.getString(1),
                        Sql.quoted(row.getString(2)) + "." + Sql.quoted(row.getString(3)),
                        row.getBoolean(4)),
                table.oid(),
                table.oid());
        for (Numbered numbered : all) {
            follow(table, numbered);
        }
    }

    private void follow(PgTable table, Numbered numbered) throws SQLException {
        String column = Sql.quoted(numbered.column());
        String furthest = (numbered.upwards() ? "max(" : "min(") + column + ")";
        String behind = numbered.upwards() ? ">" : "<";
        Sql.rows(
                connection,
                "SELECT setval(?::regclass, found.value) FROM (SELECT " + furthest + "::bigint AS value FROM "
                        + table.relation() + ") AS found, " + numbered.sequence() + " AS s WHERE found.value " + behind
                        + " s.last_value OR found.value = s.last_value AND NOT s.is_called",
                row -> row.getLong(1),
                numbered.sequence());
    }

    /** A column and the sequence that numbers it. */
    private record Numbered(String column, String sequence, boolean upwards) {}
}
