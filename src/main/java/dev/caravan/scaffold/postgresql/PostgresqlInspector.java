package dev.caravan.scaffold.postgresql;

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

/** Reads the tables of one schema of a PostgreSQL database: the first of the search path. */
public final class PostgresqlInspector {
    private static final String HERE = "current_schema()::regnamespace";

    /** What an extension brought along comes with the extension. */
    private static final String OWN =
            " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = %s AND d.deptype = 'e')";

    private final Connection connection;
    private final Wishes wishes;
    private final Warnings warnings;

    /** An inspector; nothing is read yet. The connection stays the caller's. */
    public PostgresqlInspector(Connection connection, Wishes wishes, Warnings warnings) {
        this.connection = connection;
        this.wishes = wishes;
        this.warnings = warnings;
    }

    /** Looks at everything. */
    public Inspected inspect() throws SQLException {
        List<Entry> entries = Sql.rows(
                connection,
                "SELECT c.oid, c.relname, c.relkind, c.relispartition, c.relrowsecurity, coalesce(obj_description(c.oid,"
                        + " 'pg_class'), '') FROM pg_class c WHERE c.relnamespace = " + HERE
                        + " AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
                        + String.format(OWN, "c.oid") + " ORDER BY c.oid",
                row -> new Entry(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3).charAt(0),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        row.getString(6)));
        List<Relation> relations = new ArrayList<>();
        for (Entry entry : entries) {
            take(entry, relations);
        }
        tellOfOthers();
        return new Inspected(new PgTypes(connection, warnings).statements(), relations);
    }

    private void take(Entry entry, List<Relation> relations) throws SQLException {
        PgTableReader reader = new PgTableReader(connection, entry, warnings);
        String where = (entry.kind() == 'v' ? "view '" : "table '") + entry.name() + "'";
        if (entry.partition() || isLeftOut(entry, where)) {
            return;
        }
        switch (entry.kind()) {
            case 'v', 'm' -> {
                if (!wishes.views()) {
                    warnings.add(
                            "view '" + entry.name() + "'",
                            "is left out; make it anew from its definition, or copy its rows as a table with --views");
                } else {
                    reader.view().ifPresent(relations::add);
                }
            }
            case 'f' -> warnings.add(where, "is a foreign table and is left out");
            default -> {
                if (entry.kind() == 'p') {
                    warnings.add(where, "is partitioned; all its rows go to one plain table");
                }
                if (entry.secured()) {
                    warnings.add(
                            where,
                            "has row security: only rows that this user may see are read, and its policies stay behind");
                }
                reader.table().ifPresent(relations::add);
            }
        }
    }

    private boolean isLeftOut(Entry entry, String where) throws SQLException {
        if (OwnNames.has(entry.name(), warnings)) {
            return true;
        }
        boolean bare = Sql.one(
                        connection,
                        "SELECT count(*) FROM pg_attribute WHERE attrelid = ? AND attnum > 0 AND NOT attisdropped",
                        entry.oid())
                == 0;
        if (bare) {
            warnings.add(where, "is left out, as it has no columns");
        }
        return bare;
    }

    private void tellOfOthers() throws SQLException {
        tell(
                "SELECT 'table ''' || c.relname || '''' FROM pg_class c WHERE c.relkind = 'r' AND NOT c.relispartition AND EXISTS"
                        + " (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid) AND c.relnamespace = "
                        + HERE,
                "inherits from another one; each becomes a table of its own with its own rows");
        tell(
                "SELECT 'table ''' || c.relname || '''' FROM pg_class c WHERE c.relkind = 'r' AND c.relpersistence = 'u' AND"
                        + " c.relnamespace = " + HERE,
                "is UNLOGGED, and becomes a table that outlives a crash of the server");
        tell(
                "SELECT 'sequence ''' || c.relname || '''' FROM pg_class c WHERE c.relkind = 'S' AND NOT EXISTS (SELECT FROM"
                        + " pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid ="
                        + " 'pg_class'::regclass AND d.deptype IN ('a', 'i')) AND c.relnamespace = " + HERE
                        + String.format(OWN, "c.oid"),
                "is left out, as it belongs to no column");
        tell(
                "SELECT 'statistics ''' || s.stxname || '''' FROM pg_statistic_ext s WHERE s.stxnamespace = " + HERE,
                "are left out");
        tell(
                "SELECT 'operator ''' || o.oprname || '''' FROM pg_operator o WHERE o.oprnamespace = " + HERE
                        + String.format(OWN, "o.oid"),
                "is left out");
        tell(
                "SELECT 'rights' WHERE EXISTS (SELECT FROM pg_class c WHERE c.relacl IS NOT NULL AND c.relnamespace = "
                        + HERE + ")",
                "on tables (GRANT) are left out; give them anew");
        tell(
                "SELECT 'comments' WHERE EXISTS (SELECT FROM pg_description d LEFT JOIN pg_class c ON d.classoid ="
                        + " 'pg_class'::regclass AND c.oid = d.objoid LEFT JOIN pg_constraint k ON d.classoid ="
                        + " 'pg_constraint'::regclass AND k.oid = d.objoid LEFT JOIN pg_type t ON d.classoid = 'pg_type'::regclass AND"
                        + " t.oid = d.objoid WHERE c.relkind IN ('i', 'I', 'S') AND c.relnamespace = " + HERE
                        + " OR k.connamespace = " + HERE + " OR t.typnamespace = " + HERE + ")",
                "on indexes, constraints, sequences and types are left out");
        tell(
                "SELECT 'trigger ''' || t.tgname || ''' of ''' || c.relname || '''' FROM pg_trigger t JOIN pg_class c ON"
                        + " c.oid = t.tgrelid WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relnamespace = "
                        + HERE,
                "is left out; make it anew once the rows are there");
        tell(
                // What makes the values of a range type belongs to the type
                "SELECT 'function ''' || p.proname || '''' FROM pg_proc p WHERE p.pronamespace = " + HERE
                        + " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype IN ('e', 'i'))",
                "is left out");
        tell(
                "SELECT 'rule ''' || r.rulename || ''' of ''' || c.relname || '''' FROM pg_rewrite r JOIN pg_class c ON"
                        + " c.oid = r.ev_class WHERE r.rulename <> '_RETURN' AND c.relnamespace = " + HERE,
                "is left out");
        tell(
                "SELECT 'schema ''' || n.nspname || '''' FROM pg_namespace n WHERE n.oid <> " + HERE
                        + " AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND EXISTS (SELECT FROM"
                        + " pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p'))",
                "is not looked at; name it with currentSchema= in the source's URL");
    }

    private void tell(String sql, String sentence) throws SQLException {
        Sql.rows(connection, sql + " ORDER BY 1", row -> row.getString(1))
                .forEach(where -> warnings.add(where, sentence));
    }

    /** A table or view of the catalogue. */
    record Entry(long oid, String name, char kind, boolean partition, boolean secured, String comment) {}
}
