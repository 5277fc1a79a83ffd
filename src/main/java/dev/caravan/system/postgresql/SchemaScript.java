package dev.caravan.system.postgresql;

import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements that make a database's own objects again, written by the server's own functions ({@code pg_get_...}) where
 * it has one. What stands before the rows and what comes after them are apart: keys, indexes, triggers and views come last.
 * What is not in it is named by {@link SchemaGaps}.
 */
final class SchemaScript {
    /** What a schema's name must not be in: the server's own, and what a freeze leaves. */
    static final String OWN = " NOT IN ('pg_catalog', 'information_schema', 'pg_toast', '" + PostgresqlFreeze.MARK
            + "') AND n.nspname NOT LIKE 'pg!_temp!_%' ESCAPE '!' AND n.nspname NOT LIKE 'pg!_toast!_%' ESCAPE '!'";

    private static final String NO_EXTENSION =
            " AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.objid = %s AND x.deptype = 'e')";

    private static final String GRANTEE =
            "CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee))"
                    + " END || CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END";

    private static final List<String> BEFORE = List.of(
            "SELECT format('CREATE SCHEMA IF NOT EXISTS %I', n.nspname) FROM pg_namespace n WHERE n.nspname" + OWN
                    + extension("n.oid") + " ORDER BY 1",
            "SELECT format('CREATE EXTENSION IF NOT EXISTS %I SCHEMA %I', e.extname, n.nspname) FROM"
                    + " pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql' ORDER BY 1");

    /** How a column is kept, which counts for the rows to come. */
    private static final List<String> COLUMNS = List.of(
            "SELECT format('ALTER TABLE %I.%I ALTER COLUMN %I SET %s', n.nspname, c.relname, a.attname, s.setting) FROM pg_class c"
                    + " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
                    + " AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid, LATERAL (VALUES (CASE WHEN a.attstorage <>"
                    + " t.typstorage THEN 'STORAGE ' || CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN"
                    + " 'MAIN' ELSE 'EXTENDED' END END), (CASE a.attcompression WHEN 'p' THEN 'COMPRESSION pglz' WHEN 'l' THEN"
                    + " 'COMPRESSION lz4' END), (CASE WHEN a.attstattarget >= 0 THEN 'STATISTICS ' || a.attstattarget END), ('(' ||"
                    + " array_to_string(a.attoptions, ', ') || ')')) AS s (setting) WHERE c.relkind = 'r' AND s.setting IS NOT NULL AND"
                    + " n.nspname" + OWN + extension("c.oid") + " ORDER BY 1");

    private static final List<String> KEYS = List.of(
            "SELECT format('ALTER SEQUENCE %I.%I OWNED BY %I.%I.%I', n.nspname, s.relname, m.nspname, c.relname,"
                    + " a.attname) FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_namespace n"
                    + " ON n.oid = s.relnamespace JOIN pg_class c ON c.oid = d.refobjid JOIN pg_namespace m ON m.oid ="
                    + " c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid WHERE d.deptype ="
                    + " 'a' AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass ORDER BY 1",
            constraints("k.contype IN ('p', 'u')", "k.contype, k.oid"),
            "SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN"
                    + " pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname"
                    + OWN + extension("c.oid")
                    + " AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND"
                    + " k.contype IN ('p', 'u', 'x')) ORDER BY i.indexrelid");

    private static final List<String> AFTER = List.of(
            constraints("(k.contype IN ('x', 'c') OR k.contype = 'n' AND NOT k.convalidated)", "k.contype DESC, k.oid"),
            constraints("k.contype = 'f'", "k.oid"),
            "SELECT format('ALTER DOMAIN %s ADD CONSTRAINT %I %s', k.contypid::regtype, k.conname, pg_get_constraintdef(k.oid))"
                    + " FROM pg_constraint k WHERE k.contypid <> 0 AND NOT k.convalidated" + extension("k.contypid")
                    + " ORDER BY k.oid",
            "SELECT pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE"
                    + " n.nspname" + OWN + extension("s.oid") + " ORDER BY s.oid",
            "SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN"
                    + " pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'm' AND n.nspname" + OWN
                    + extension("c.oid")
                    + " ORDER BY i.indexrelid",
            "SELECT pg_get_triggerdef(g.oid) FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN"
                    + " pg_namespace n ON n.oid = c.relnamespace WHERE NOT g.tgisinternal AND n.nspname" + OWN
                    + extension("c.oid") + " ORDER BY g.oid",
            "SELECT format('ALTER TABLE %I.%I %s TRIGGER %I', n.nspname, c.relname, CASE g.tgenabled WHEN 'D' THEN 'DISABLE'"
                    + " WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END, g.tgname) FROM pg_trigger g JOIN pg_class c ON"
                    + " c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT g.tgisinternal AND g.tgenabled"
                    + " <> 'O' AND n.nspname" + OWN + extension("c.oid") + " ORDER BY g.oid",
            "SELECT pg_get_ruledef(r.oid)" + rules() + " ORDER BY r.oid",
            "SELECT format('ALTER TABLE %I.%I %s RULE %I', n.nspname, c.relname, CASE r.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN"
                    + " 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END, r.rulename)" + rules()
                    + " AND r.ev_enabled <> 'O' ORDER BY r.oid",
            "SELECT format('ALTER TABLE %I.%I REPLICA IDENTITY %s', n.nspname, c.relname, CASE c.relreplident WHEN 'f' THEN"
                    + " 'FULL' WHEN 'n' THEN 'NOTHING' ELSE (SELECT format('USING INDEX %I', x.relname) FROM pg_index i JOIN"
                    + " pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid AND i.indisreplident) END)"
                    + tables() + " AND c.relreplident <> 'd' ORDER BY c.oid",
            "SELECT format('COMMENT ON %s %s IS %L', CASE WHEN o.type LIKE '% column' THEN 'COLUMN' WHEN o.type = 'table"
                    + " constraint' THEN 'CONSTRAINT' WHEN o.type = 'composite type' THEN 'TYPE' WHEN o.type ="
                    + " 'statistics object' THEN 'STATISTICS' ELSE upper(o.type) END, o.identity, d.description) FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) o"
                    + " WHERE d.objoid > 16383 AND o.type NOT IN ('extension', 'domain constraint') AND o.identity NOT LIKE '"
                    + PostgresqlFreeze.MARK + "%'" + extension("d.objoid") + " ORDER BY 1",
            "SELECT format('COMMENT ON CONSTRAINT %I ON DOMAIN %s IS %L', k.conname, k.contypid::regtype, d.description) FROM"
                    + " pg_description d JOIN pg_constraint k ON d.classoid = 'pg_constraint'::regclass AND k.oid = d.objoid WHERE"
                    + " k.contypid <> 0" + extension("k.contypid") + " ORDER BY 1",
            "SELECT format('ALTER VIEW %I.%I ALTER COLUMN %I SET DEFAULT %s', n.nspname, c.relname, a.attname,"
                    + " pg_get_expr(f.adbin, f.adrelid)) FROM pg_attrdef f JOIN pg_class c ON c.oid = f.adrelid JOIN pg_namespace n ON"
                    + " n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = f.adnum WHERE c.relkind ="
                    + " 'v' AND n.nspname" + OWN + extension("c.oid") + " ORDER BY 1",
            "SELECT format('ALTER %s %I.%I CLUSTER ON %I', CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END,"
                    + " n.nspname, c.relname, x.relname) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON"
                    + " c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE i.indisclustered AND n.nspname"
                    + OWN + extension("c.oid") + " ORDER BY 1",
            "SELECT format('ALTER TYPE %s OWNER TO %I', t.oid::regtype, pg_get_userbyid(t.typowner)) FROM pg_type t JOIN"
                    + " pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid WHERE (t.typtype IN ('e',"
                    + " 'd') OR c.relkind = 'c') AND n.nspname" + OWN + extension("t.oid") + " ORDER BY 1",
            "SELECT format('ALTER STATISTICS %I.%I OWNER TO %I', n.nspname, s.stxname, pg_get_userbyid(s.stxowner)) FROM"
                    + " pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE n.nspname" + OWN
                    + extension("s.oid") + " ORDER BY 1",
            "SELECT format('ALTER SCHEMA %I OWNER TO %I', n.nspname, pg_get_userbyid(n.nspowner)) FROM pg_namespace n WHERE"
                    + " n.nspname" + OWN + extension("n.oid") + " ORDER BY 1",
            "SELECT format('ALTER %s %I.%I OWNER TO %I', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'"
                    + " WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, n.nspname, c.relname, pg_get_userbyid(c.relowner)) FROM"
                    + " pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'v', 'm', 'S') AND NOT"
                    + " EXISTS (SELECT FROM pg_depend d WHERE c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid ="
                    + " c.oid AND d.deptype IN ('a', 'i')) AND n.nspname" + OWN + extension("c.oid") + " ORDER BY 1",
            "SELECT format('ALTER ROUTINE %s OWNER TO %I', p.oid::regprocedure, pg_get_userbyid(p.proowner)) FROM pg_proc p JOIN"
                    + " pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname" + OWN + extension("p.oid")
                    + " ORDER BY 1",
            "SELECT format('GRANT %s ON SCHEMA %I TO %s', g.privilege_type, n.nspname, " + GRANTEE
                    + ") FROM pg_namespace n, aclexplode(n.nspacl) g WHERE n.nspname" + OWN + extension("n.oid")
                    + " ORDER BY 1",
            "SELECT format('GRANT %s ON %s %I.%I TO %s', g.privilege_type, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,"
                    + " n.nspname, c.relname, " + GRANTEE
                    + ") FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) g WHERE c.relkind IN"
                    + " ('r', 'v', 'm', 'S') AND n.nspname" + OWN + extension("c.oid") + " ORDER BY 1",
            "SELECT format('REVOKE ALL ON ROUTINE %s FROM PUBLIC', p.oid::regprocedure) FROM pg_proc p JOIN pg_namespace n ON"
                    + " n.oid = p.pronamespace WHERE p.proacl IS NOT NULL AND n.nspname" + OWN + extension("p.oid")
                    + " ORDER BY 1",
            "SELECT format('GRANT %s ON ROUTINE %s TO %s', g.privilege_type, p.oid::regprocedure, " + GRANTEE + ") FROM"
                    + " pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, aclexplode(p.proacl) g WHERE n.nspname"
                    + OWN + extension("p.oid") + " ORDER BY 1");

    private final Connection connection;

    SchemaScript(Connection connection) {
        this.connection = connection;
    }

    /** Schemas, extensions, types, functions, sequences and tables with their columns. */
    List<String> before() throws SQLException {
        List<String> all = all(BEFORE);
        all.addAll(new SchemaObjects(connection).before());
        all.addAll(all(COLUMNS));
        return all;
    }

    /** Who owns which sequence, keys, indexes, views and what needs them, triggers, comments, owners and rights. */
    List<String> after() throws SQLException {
        List<String> all = all(KEYS);
        all.addAll(new SchemaObjects(connection).after());
        all.addAll(all(AFTER));
        return all;
    }

    /** Every table that holds rows, as SQL names it, ordered. */
    List<String> tableNames() throws SQLException {
        return texts("SELECT format('%I.%I', n.nspname, c.relname)" + tables() + " ORDER BY 1");
    }

    /** The statements that set the sequences, those behind identity columns among them. */
    List<String> sequences() throws SQLException {
        List<String> found =
                texts("SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid ="
                        + " c.relnamespace WHERE c.relkind = 'S' AND n.nspname" + OWN + extension("c.oid")
                        + " ORDER BY 1");
        List<String> all = new ArrayList<>();
        for (String sequence : found) {
            all.addAll(texts("SELECT format('SELECT setval(%L, %s, %L)', " + TableQuery.literal(sequence)
                    + ", last_value, is_called) FROM " + sequence));
        }
        return all;
    }

    /** The statements that take everything away, for a restore into a database that holds something. */
    List<String> drops() throws SQLException {
        List<String> all = new ArrayList<>();
        all.addAll(
                texts("SELECT format('DROP SCHEMA IF EXISTS %I CASCADE', n.nspname) FROM pg_namespace n WHERE n.nspname"
                        + OWN + " AND n.nspname <> 'public' ORDER BY 1"));
        all.add("DROP SCHEMA IF EXISTS public CASCADE");
        all.add("CREATE SCHEMA public");
        return all;
    }

    private List<String> all(List<String> questions) throws SQLException {
        List<String> all = new ArrayList<>();
        for (String question : questions) {
            all.addAll(texts(question));
        }
        return all;
    }

    private static String constraints(String which, String order) {
        return "SELECT format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname,"
                + " pg_get_constraintdef(k.oid)) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN"
                + " pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND NOT c.relispartition AND "
                + which
                + " AND n.nspname" + OWN + extension("c.oid") + " ORDER BY " + order;
    }

    private static String rules() {
        return " FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace WHERE"
                + " r.rulename <> '_RETURN' AND n.nspname" + OWN + extension("c.oid");
    }

    /** Every table that holds rows, as a part of a query. */
    static String tables() {
        return " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND NOT"
                + " c.relispartition AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid) AND n.nspname"
                + OWN + extension("c.oid");
    }

    /** The condition that no extension brings an object along. */
    static String extension(String oid) {
        return String.format(NO_EXTENSION, oid);
    }

    private List<String> texts(String sql) throws SQLException {
        return Sql.rows(connection, sql, row -> row.getString(1));
    }
}
