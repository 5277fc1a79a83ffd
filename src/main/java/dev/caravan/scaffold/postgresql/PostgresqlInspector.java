package dev.caravan.scaffold.postgresql;

import dev.caravan.relational.Sql;
import dev.caravan.scaffold.Inspected;
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
                        + " AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname NOT LIKE 'caravan\\_%'"
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
        if (entry.partition()) {
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

    private void tellOfOthers() throws SQLException {
        tell(
                "SELECT 'trigger ''' || t.tgname || ''' of ''' || c.relname || '''' FROM pg_trigger t JOIN pg_class c ON"
                        + " c.oid = t.tgrelid WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relnamespace = "
                        + HERE,
                "is left out; make it anew once the rows are there");
        tell(
                "SELECT 'function ''' || p.proname || '''' FROM pg_proc p WHERE p.pronamespace = " + HERE
                        + String.format(OWN, "p.oid"),
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
