package dev.caravan.scaffold.mariadb;

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
import java.util.Map;

/** Reads the tables of one MariaDB or MySQL database: its information schema, and once the values of types that may surprise. */
public final class MariaInspector {
    private final Connection connection;
    private final Wishes wishes;
    private final Warnings warnings;

    /** An inspector; nothing is read yet. The connection, in which names stand in double quotes, stays the caller's. */
    public MariaInspector(Connection connection, Wishes wishes, Warnings warnings) {
        this.connection = connection;
        this.wishes = wishes;
        this.warnings = warnings;
    }

    /** Looks at everything. */
    public Inspected inspect() throws SQLException {
        List<Entry> entries = Sql.rows(
                connection,
                "SELECT TABLE_NAME, TABLE_TYPE, coalesce(TABLE_COMMENT, ''), coalesce(AUTO_INCREMENT, 1) FROM"
                        + " information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY CREATE_TIME, TABLE_NAME",
                row -> new Entry(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)));
        List<Relation> relations = new ArrayList<>();
        boolean zeroDates = false;
        for (Entry entry : entries) {
            String where = "'" + entry.name() + "'";
            boolean view = entry.type().contains("VIEW");
            if (OwnNames.has(entry.name(), warnings)) {
                continue;
            }
            if (view && !wishes.views()) {
                warnings.add(
                        "view " + where, "is left out; write it anew for PostgreSQL, or copy its rows with --views");
            } else if (entry.type().equals("SEQUENCE")) {
                warnings.add("sequence " + where, "is left out");
            } else {
                MariaTable table = new MariaTable(connection, entry, wishes, warnings);
                (view ? table.view() : table.table()).ifPresent(relations::add);
                zeroDates |= table.hasZeroDates();
            }
        }
        tellOfOthers();
        return new Inspected(List.of(), relations, zeroDates ? Map.of("zero-dates", "null") : Map.of());
    }

    private void tellOfOthers() throws SQLException {
        tell(
                "SELECT concat('trigger ''', TRIGGER_NAME, ''' of ''', EVENT_OBJECT_TABLE, '''') FROM"
                        + " information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()",
                "is left out; write it anew for PostgreSQL");
        tell(
                "SELECT concat(lower(ROUTINE_TYPE), ' ''', ROUTINE_NAME, '''') FROM information_schema.ROUTINES WHERE"
                        + " ROUTINE_SCHEMA = DATABASE()",
                "is left out; write it anew for PostgreSQL");
        tell(
                "SELECT concat('event ''', EVENT_NAME, '''') FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()",
                "is left out");
    }

    private void tell(String sql, String sentence) throws SQLException {
        Sql.rows(connection, sql + " ORDER BY 1", row -> row.getString(1))
                .forEach(where -> warnings.add(where, sentence));
    }

    /**
     * A table or view of the information schema.
     *
     * @param next the next number that it gives
     */
    record Entry(String name, String type, String comment, long next) {}
}
