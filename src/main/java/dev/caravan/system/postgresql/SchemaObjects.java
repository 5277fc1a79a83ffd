package dev.caravan.system.postgresql;

import static dev.caravan.system.postgresql.SchemaScript.OWN;
import static dev.caravan.system.postgresql.SchemaScript.extension;

import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The types, functions, sequences, tables and views of a database, each behind what it needs, as the server's catalogue of
 * dependencies has it: neither names nor the order they were made in tell, as {@code CREATE OR REPLACE} changes what is there.
 * What the catalogue does not know of, as the body of a function in another language, is looked up when it is called.
 */
final class SchemaObjects {
    /** What a view or a function names where it leans on a key of a table, such as {@code GROUP BY} its primary key. */
    private static final String KEY = "key";

    private static final String COLLATION =
            "CASE WHEN %s <> %s THEN (SELECT format(' COLLATE %%I.%%I', m.nspname, l.collname)"
                    + " FROM pg_collation l JOIN pg_namespace m ON m.oid = l.collnamespace WHERE l.oid = %1$s) END";

    private static final String NUMBERS = "INCREMENT %s MINVALUE %s MAXVALUE %s START %s CACHE %s%s', ";

    private static final String NUMBERED =
            "s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache, CASE WHEN s.seqcycle THEN ' CYCLE' END)";

    /** Each with its name below and the statement that makes it; first what was made first. */
    private static final List<String> OBJECTS = List.of(
            "SELECT 't' || t.oid, format('CREATE TYPE %I.%I AS ENUM (%s)', n.nspname, t.typname, (SELECT"
                    + " string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid ="
                    + " t.oid)) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e' AND n.nspname"
                    + OWN + extension("t.oid") + " ORDER BY t.oid",
            "SELECT 't' || t.oid, format('CREATE TYPE %s AS (%s)', t.oid::regtype, (SELECT string_agg(format('%I %s%s', a.attname,"
                    + " format_type(a.atttypid, a.atttypmod), "
                    + COLLATION.formatted("a.attcollation", "y.typcollation")
                    + "), ', ' ORDER BY a.attnum) FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid WHERE a.attrelid ="
                    + " t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)) FROM pg_type t JOIN pg_namespace n ON n.oid ="
                    + " t.typnamespace JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind = 'c' AND n.nspname"
                    + OWN + extension("t.oid") + " ORDER BY t.oid",
            "SELECT 't' || t.oid, format('CREATE DOMAIN %I.%I AS %s%s%s%s%s', n.nspname, t.typname, format_type(t.typbasetype,"
                    + " t.typtypmod), " + COLLATION.formatted("t.typcollation", "y.typcollation")
                    + ", ' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), CASE WHEN t.typnotnull THEN ' NOT NULL' END, (SELECT"
                    + " string_agg(format(' CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), '' ORDER BY k.conname) FROM"
                    + " pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c' AND k.convalidated)) FROM pg_type t JOIN"
                    + " pg_namespace n ON n.oid = t.typnamespace JOIN pg_type y ON y.oid = t.typbasetype WHERE t.typtype = 'd' AND"
                    + " n.nspname" + OWN + extension("t.oid") + " ORDER BY t.oid",
            "SELECT 'f' || p.oid, pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE"
                    + " p.prokind IN ('f', 'p') AND n.nspname"
                    + OWN + extension("p.oid") + " ORDER BY p.oid",
            "SELECT 'c' || c.oid, format('CREATE SEQUENCE %I.%I AS %s " + NUMBERS
                    + "n.nspname, c.relname, format_type(s.seqtypid, NULL), " + NUMBERED
                    + " FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE"
                    + " n.nspname" + OWN + extension("c.oid")
                    + " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'i') ORDER BY c.oid",
            "SELECT 'c' || c.oid, format('CREATE %sTABLE %I.%I (%s)%s', CASE WHEN c.relpersistence = 'u' THEN 'UNLOGGED ' END,"
                    + " n.nspname, c.relname, (SELECT string_agg(format('%I %s%s%s%s%s', a.attname, format_type(a.atttypid,"
                    + " a.atttypmod), " + COLLATION.formatted("a.attcollation", "t.typcollation")
                    + ", CASE WHEN a.attnotnull THEN coalesce((SELECT CASE WHEN k.convalidated THEN format(' CONSTRAINT %I NOT"
                    + " NULL%s', k.conname, CASE WHEN k.connoinherit THEN ' NO INHERIT' END) ELSE '' END FROM pg_constraint k WHERE"
                    + " k.conrelid = c.oid AND k.contype = 'n' AND k.conkey[1] = a.attnum), ' NOT NULL') END, CASE WHEN"
                    + " a.attgenerated = 's' THEN"
                    + " ' GENERATED ALWAYS AS (' || pg_get_expr(f.adbin, f.adrelid) || ') STORED' WHEN a.attgenerated = 'v' THEN"
                    + " ' GENERATED ALWAYS AS (' || pg_get_expr(f.adbin, f.adrelid) || ') VIRTUAL' WHEN a.atthasdef THEN"
                    + " ' DEFAULT ' || pg_get_expr(f.adbin, f.adrelid) END, (SELECT format(' GENERATED %s AS IDENTITY (SEQUENCE NAME"
                    + " %I.%I " + NUMBERS.replace("', ", ")', ")
                    + "CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, m.nspname, q.relname, "
                    + NUMBERED
                    + " FROM pg_depend d JOIN pg_sequence s ON s.seqrelid = d.objid JOIN pg_class q ON q.oid = s.seqrelid JOIN"
                    + " pg_namespace m ON m.oid = q.relnamespace WHERE d.classid = 'pg_class'::regclass AND d.refclassid ="
                    + " 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = a.attnum AND d.deptype = 'i')), ', ' ORDER BY"
                    + " a.attnum) FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef f ON f.adrelid ="
                    + " a.attrelid AND f.adnum = a.attnum WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),"
                    + " CASE WHEN c.reloptions IS NOT NULL THEN ' WITH (' || array_to_string(c.reloptions, ', ') || ')' END)"
                    + SchemaScript.tables() + " ORDER BY c.oid");

    private static final String VIEWS =
            "SELECT 'c' || c.oid, format('CREATE %sVIEW %I.%I%s AS %s%s', CASE c.relkind WHEN 'm' THEN 'MATERIALIZED ' END,"
                    + " n.nspname, c.relname, ' WITH (' || array_to_string(c.reloptions, ', ') || ')',"
                    + " rtrim(pg_get_viewdef(c.oid), ';'), CASE WHEN NOT c.relispopulated THEN ' WITH NO DATA' END) FROM"
                    + " pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND n.nspname"
                    + OWN + extension("c.oid") + " ORDER BY c.oid";

    /** What each entry of the catalogue of dependencies belongs to: a default to its table, an array to what it is of. */
    private static final String NEEDS =
            "WITH part AS (SELECT 'pg_proc'::regclass AS class, oid, 'f' || oid AS name FROM pg_proc"
                    + " UNION ALL SELECT 'pg_class'::regclass, oid, CASE relkind WHEN 'c' THEN 't' || reltype ELSE 'c' || oid END FROM pg_class"
                    + " WHERE relkind IN ('r', 'v', 'm', 'S', 'c')"
                    + " UNION ALL SELECT 'pg_type'::regclass, y.oid, CASE WHEN c.relkind IN ('r', 'v', 'm') THEN 'c' || c.oid ELSE 't' || t.oid"
                    + " END FROM pg_type y JOIN pg_type t ON t.oid = CASE WHEN y.typtype = 'b' AND y.typcategory = 'A' THEN y.typelem"
                    + " ELSE y.oid END LEFT JOIN"
                    + " pg_class c ON c.oid = t.typrelid"
                    + " UNION ALL SELECT 'pg_attrdef'::regclass, oid, 'c' || adrelid FROM pg_attrdef"
                    + " UNION ALL SELECT 'pg_rewrite'::regclass, oid, 'c' || ev_class FROM pg_rewrite WHERE rulename = '_RETURN'"
                    + " UNION ALL SELECT 'pg_constraint'::regclass, oid, CASE contypid WHEN 0 THEN '" + KEY
                    + "' ELSE 't' || contypid END"
                    + " FROM pg_constraint) SELECT DISTINCT p.name, q.name FROM pg_depend d JOIN part p ON p.class = d.classid AND p.oid ="
                    + " d.objid JOIN part q ON q.class = d.refclassid AND q.oid = d.refobjid WHERE p.name <> q.name AND p.name <> '"
                    + KEY
                    // A sequence goes with the column that owns it, whose default names the sequence
                    + "' AND NOT EXISTS (SELECT FROM pg_sequence s WHERE d.classid = 'pg_class'::regclass AND s.seqrelid = d.objid)"
                    + " ORDER BY 1, 2";

    private final Map<String, String> statements = new LinkedHashMap<>();
    private final Map<String, List<String>> needs = new LinkedHashMap<>();
    private final Set<String> tables = new LinkedHashSet<>();
    private final Set<String> views = new HashSet<>();

    /** Looks at all of them; names are written with their schemas where the connection's {@code search_path} has none. */
    SchemaObjects(Connection connection) throws SQLException {
        for (String question : OBJECTS) {
            read(connection, question).forEach((name, statement) -> {
                statements.put(name, statement);
                if (question.equals(OBJECTS.get(OBJECTS.size() - 1))) {
                    tables.add(name);
                }
            });
        }
        Map<String, String> found = read(connection, VIEWS);
        views.addAll(found.keySet());
        statements.putAll(found);
        Sql.rows(connection, NEEDS, row -> needs.computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                .add(row.getString(2)));
    }

    /** What has a place before the rows: all but views and what needs one, or a key, unless a table itself needs it. */
    List<String> before() {
        Set<String> early = early();
        return inOrder(statements.keySet().stream().filter(early::contains).toList(), new LinkedHashSet<>());
    }

    /** The others, which come once rows and keys are there. */
    List<String> after() {
        return inOrder(List.copyOf(statements.keySet()), early());
    }

    private Set<String> early() {
        Set<String> early = new LinkedHashSet<>();
        tables.forEach(table -> gather(table, early));
        Map<String, Boolean> known = new LinkedHashMap<>();
        statements.keySet().stream().filter(name -> !isLate(name, known)).forEach(early::add);
        return early;
    }

    private boolean isLate(String name, Map<String, Boolean> known) {
        Boolean before = known.putIfAbsent(name, views.contains(name) || name.equals(KEY));
        if (before != null) {
            return before;
        }
        boolean late = known.get(name)
                || needs.getOrDefault(name, List.of()).stream().anyMatch(needed -> isLate(needed, known));
        known.put(name, late);
        return late;
    }

    /** The statements of these, each behind those of what it needs; what is made already is left out. */
    private List<String> inOrder(List<String> names, Set<String> made) {
        Set<String> order = new LinkedHashSet<>(made);
        names.forEach(name -> gather(name, order));
        return order.stream()
                .filter(name -> !made.contains(name) && statements.containsKey(name))
                .map(statements::get)
                .toList();
    }

    /** Adds a name behind all that it needs. What goes in a circle is in no order that would do. */
    private void gather(String name, Set<String> order) {
        List<String> path = new ArrayList<>(List.of(name));
        Set<String> seen = new HashSet<>(path);
        while (!path.isEmpty()) {
            String last = path.get(path.size() - 1);
            String next = needs.getOrDefault(last, List.of()).stream()
                    .filter(needed -> !order.contains(needed) && !seen.contains(needed))
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                order.add(last);
                path.remove(path.size() - 1);
            } else {
                path.add(next);
                seen.add(next);
            }
        }
    }

    private static Map<String, String> read(Connection connection, String question) throws SQLException {
        Map<String, String> found = new LinkedHashMap<>();
        Sql.rows(connection, question, row -> found.put(row.getString(1), row.getString(2)));
        return found;
    }
}
