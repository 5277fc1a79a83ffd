package dev.caravan.scaffold.postgresql;

import dev.caravan.relational.Sql;
import dev.caravan.scaffold.Inspected.Need;
import dev.caravan.scaffold.Warnings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The types that people made: enums, domains and rows are made again, before the tables, each behind those that it is made of. */
final class PgTypes {
    /** Those of this schema, and those of others that its columns have, straight or through other types. */
    private static final String OWN =
            "WITH RECURSIVE used AS (SELECT a.atttypid AS oid FROM pg_attribute a JOIN pg_class c ON c.oid ="
                    + " a.attrelid WHERE c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND c.relnamespace ="
                    + " current_schema()::regnamespace UNION SELECT t.oid FROM pg_type t WHERE t.typnamespace ="
                    + " current_schema()::regnamespace UNION SELECT part.oid FROM used JOIN pg_type t ON t.oid = used.oid, LATERAL (SELECT"
                    + " t.typelem AS oid UNION ALL SELECT t.typbasetype UNION ALL SELECT a.atttypid FROM pg_attribute a JOIN pg_class c ON"
                    + " c.oid = a.attrelid WHERE a.attrelid = t.typrelid AND c.relkind = 'c' AND a.attnum > 0 AND NOT a.attisdropped) part"
                    + " WHERE part.oid <> 0), own AS (SELECT t.*, n.nspname, c.relkind FROM pg_type t JOIN pg_namespace n ON n.oid ="
                    + " t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid WHERE t.oid IN (SELECT used.oid FROM used) AND n.nspname NOT"
                    + " IN ('pg_catalog', 'information_schema') AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype ="
                    + " 'e'))";

    private static final String COLLATION = "CASE WHEN %1$s <> 0 AND %1$s <> y.typcollation THEN (SELECT ' COLLATE ' ||"
            + " quote_ident(l.collname) FROM pg_collation l WHERE l.oid = %1$s) END";

    private static final String SCHEMAS =
            OWN + " SELECT DISTINCT 'schema ''' || nspname || '''', format('CREATE SCHEMA IF NOT EXISTS"
                    + " %I', nspname) FROM own WHERE (typtype IN ('e', 'd') OR relkind = 'c') AND typnamespace <>"
                    + " current_schema()::regnamespace ORDER BY 1";

    private static final String TYPES = OWN + " SELECT 'type ''' || t.typname || '''', format_type(t.oid, NULL), CASE"
            + " t.typtype WHEN 'e' THEN format('CREATE TYPE %s AS ENUM (%s)', format_type(t.oid, NULL), (SELECT"
            + " string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))"
            + " WHEN 'd' THEN format('CREATE DOMAIN %s AS %s%s%s%s%s', format_type(t.oid, NULL), format_type(t.typbasetype,"
            + " t.typtypmod), " + COLLATION.formatted("t.typcollation")
            + ", ' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), CASE WHEN t.typnotnull THEN ' NOT NULL' END, (SELECT"
            + " string_agg(' CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid), '' ORDER BY k.conname)"
            + " FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c' AND k.convalidated)) ELSE format('CREATE TYPE %s AS"
            + " (%s)', format_type(t.oid, NULL), (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)),"
            + " ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))"
            + " END FROM own t LEFT JOIN pg_type y ON y.oid = t.typbasetype WHERE t.typtype IN ('e', 'd') OR t.relkind = 'c' ORDER BY"
            + " t.typtype <> 'e', t.oid";

    private static final String OTHERS =
            OWN + " SELECT 'type ''' || typname || '''' FROM own WHERE typtype IN ('r', 'b') AND"
                    + " typcategory <> 'A' ORDER BY 1";

    private final Connection connection;
    private final Warnings warnings;

    PgTypes(Connection connection, Warnings warnings) {
        this.connection = connection;
        this.warnings = warnings;
    }

    List<Need> statements() throws SQLException {
        List<Need> statements =
                new ArrayList<>(Sql.rows(connection, SCHEMAS, row -> new Need(row.getString(1), row.getString(2))));
        statements.addAll(Sql.rows(
                connection, TYPES, row -> new Need(row.getString(1), once(row.getString(2), row.getString(3)))));
        Sql.rows(connection, OTHERS, row -> row.getString(1))
                .forEach(name -> warnings.add(name, "is not made; its columns become text"));
        Sql.rows(
                        connection,
                        OWN
                                + " SELECT 'constraint ''' || k.conname || ''' of type ''' || t.typname || '''' FROM own t JOIN"
                                + " pg_constraint k ON k.contypid = t.oid WHERE NOT k.convalidated ORDER BY 1",
                        row -> row.getString(1))
                .forEach(name -> warnings.add(name, "is left out, as it is NOT VALID: rows may break it"));
        return statements;
    }

    /** A type has no IF NOT EXISTS. */
    private static String once(String name, String statement) {
        String fence = statement.contains("$$") ? "$type$" : "$$";
        return "DO " + fence + "\nBEGIN\n    IF to_regtype('" + name.replace("'", "''") + "') IS NULL THEN\n        "
                + statement + ";\n    END IF;\nEND\n" + fence;
    }
}
