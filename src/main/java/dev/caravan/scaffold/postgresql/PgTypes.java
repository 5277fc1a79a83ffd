package dev.caravan.scaffold.postgresql;

import dev.caravan.relational.Sql;
import dev.caravan.scaffold.Warnings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The types that people made: enums and domains are made again, before the tables. */
final class PgTypes {
    private static final String USED =
            " AND EXISTS (SELECT FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE a.atttypid IN (t.oid,"
                    + " t.typarray) AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND"
                    + " c.relnamespace = current_schema()::regnamespace)";

    private static final String OWN =
            " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')"
                    + " AND t.typnamespace <> 'pg_catalog'::regnamespace";

    private final Connection connection;
    private final Warnings warnings;

    PgTypes(Connection connection, Warnings warnings) {
        this.connection = connection;
        this.warnings = warnings;
    }

    List<String> statements() throws SQLException {
        List<String> statements = new ArrayList<>();
        statements.addAll(Sql.rows(
                connection,
                "SELECT format_type(t.oid, NULL), t.typname, (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY"
                        + " e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) FROM pg_type t WHERE t.typtype ="
                        + " 'e'" + OWN + USED + " ORDER BY t.oid",
                row -> once(
                        row.getString(2), "CREATE TYPE " + row.getString(1) + " AS ENUM (" + row.getString(3) + ")")));
        statements.addAll(Sql.rows(
                connection,
                "SELECT format_type(t.oid, NULL), t.typname, format_type(t.typbasetype, t.typtypmod), coalesce((SELECT"
                        + " string_agg(' CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid), ''"
                        + " ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), ''),"
                        + " t.typnotnull FROM pg_type t WHERE t.typtype = 'd'" + OWN + USED + " ORDER BY t.oid",
                row -> once(
                        row.getString(2),
                        "CREATE DOMAIN " + row.getString(1) + " AS " + row.getString(3)
                                + (row.getBoolean(5) ? " NOT NULL" : "") + row.getString(4))));
        Sql.rows(
                        connection,
                        "SELECT t.typname FROM pg_type t WHERE t.typtype IN ('c', 'r') AND t.typrelid = 0" + OWN + USED
                                + " ORDER BY 1",
                        row -> row.getString(1))
                .forEach(name -> warnings.add("type '" + name + "'", "is not made; its columns become text"));
        return statements;
    }

    /** A type has no IF NOT EXISTS. */
    private static String once(String name, String statement) {
        String fence = statement.contains("$$") ? "$type$" : "$$";
        return "DO " + fence + "\nBEGIN\n    IF NOT EXISTS (SELECT FROM pg_type WHERE typname = '"
                + name.replace("'", "''") + "' AND pg_type_is_visible(oid)) THEN\n        " + statement
                + ";\n    END IF;\nEND\n" + fence;
    }
}
