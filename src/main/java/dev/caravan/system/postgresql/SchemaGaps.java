package dev.caravan.system.postgresql;

import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What a database may hold and {@link SchemaScript} cannot make again: a restore would lose it. */
final class SchemaGaps {
    private static final String RELATIONS =
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname" + SchemaScript.OWN;

    private static final List<String> GAPS = List.of(
            "SELECT CASE c.relkind WHEN 'f' THEN 'foreign table ' ELSE 'partitioned table ' END || format('%I.%I', n.nspname,"
                    + " c.relname)" + RELATIONS
                    + " AND (c.relkind IN ('f', 'p') OR c.relispartition) AND c.relkind NOT IN ('i', 'I')",
            "SELECT 'typed table ' || c.oid::regclass" + RELATIONS + " AND c.reloftype <> 0",
            "SELECT 'inheriting table ' || i.inhrelid::regclass FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE"
                    + " c.relkind = 'r' AND NOT c.relispartition",
            "SELECT 'row security of ' || c.oid::regclass" + RELATIONS
                    + " AND (c.relrowsecurity OR c.relforcerowsecurity)",
            "SELECT 'row security policy ' || polname FROM pg_policy",
            "SELECT 'rights on columns of ' || attrelid::regclass FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid >"
                    + " 16383",
            "SELECT 'default privileges' WHERE EXISTS (SELECT FROM pg_default_acl)",
            "SELECT 'publication ' || pubname FROM pg_publication",
            "SELECT 'foreign server ' || o.srvname FROM pg_foreign_server o WHERE true"
                    + SchemaScript.extension("o.oid"),
            "SELECT 'security labels' WHERE EXISTS (SELECT FROM pg_seclabel)",
            "SELECT 'event trigger ' || evtname FROM pg_event_trigger",
            "SELECT DISTINCT 'disabled foreign keys of ' || g.tgrelid::regclass FROM pg_trigger g WHERE g.tgisinternal AND"
                    + " g.tgenabled <> 'O'",
            "SELECT 'large objects' WHERE EXISTS (SELECT FROM pg_largeobject_metadata)",
            "SELECT CASE t.typtype WHEN 'r' THEN 'range type ' ELSE 'base type ' END || t.oid::regtype"
                    + named("pg_type t", "t.typnamespace", "t.oid")
                    + " AND (t.typtype = 'r' OR t.typtype = 'b' AND t.typcategory <> 'A')",
            "SELECT 'rights on type ' || t.oid::regtype" + named("pg_type t", "t.typnamespace", "t.oid")
                    + " AND t.typacl IS NOT NULL",
            "SELECT 'aggregate ' || p.oid::regprocedure" + named("pg_proc p", "p.pronamespace", "p.oid")
                    + " AND p.prokind IN ('a', 'w')",
            "SELECT 'collation ' || o.collname" + named("pg_collation o", "o.collnamespace", "o.oid"),
            "SELECT 'conversion ' || o.conname" + named("pg_conversion o", "o.connamespace", "o.oid"),
            "SELECT 'operator ' || o.oid::regoperator" + named("pg_operator o", "o.oprnamespace", "o.oid"),
            "SELECT 'operator class ' || o.opcname" + named("pg_opclass o", "o.opcnamespace", "o.oid"),
            "SELECT 'text search configuration ' || o.cfgname" + named("pg_ts_config o", "o.cfgnamespace", "o.oid"),
            "SELECT 'text search dictionary ' || o.dictname" + named("pg_ts_dict o", "o.dictnamespace", "o.oid"),
            "SELECT format('cast (%s AS %s)', k.castsource::regtype, k.casttarget::regtype) FROM pg_cast k WHERE k.oid > 16383"
                    + SchemaScript.extension("k.oid"));

    private SchemaGaps() {}

    /** What there is of it, each with its kind and name, ordered; empty where a restore brings all back. */
    static List<String> of(Connection connection) throws SQLException {
        return Sql.rows(
                connection,
                String.join(
                                " UNION ALL ",
                                GAPS.stream().map(one -> "(" + one + ")").toList()) + " ORDER BY 1",
                row -> row.getString(1));
    }

    private static String named(String kind, String schema, String oid) {
        return " FROM " + kind + " JOIN pg_namespace n ON n.oid = " + schema + " WHERE n.nspname" + SchemaScript.OWN
                + SchemaScript.extension(oid);
    }
}
