package dev.caravan.system.sqlite;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.relational.Sql;
import dev.caravan.spi.Freeze;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Freezes a database by triggers on every table that refuse each INSERT, UPDATE and DELETE. They stand in the file: they hold
 * for every process on it, also for those that have it open, and after this process has ended, which a lock would not; and
 * all of them come, and go, in one transaction. The token is in what they say. What changes the schema goes through, as SQLite
 * has no trigger for it: a new table takes rows, and a dropped one takes its triggers along; both show at the next proof.
 *
 * <p>The tables in which a virtual table keeps its rows get none: SQLite's full-text search ends the whole process by a
 * segmentation fault when a trigger refuses what it writes there (seen with 3.40 and 3.54). An index over another table is
 * frozen with that table; a virtual table with content of its own takes rows, and so the proof fails.
 */
final class SqliteFreeze implements Freeze {
    /** How the names of its triggers begin. */
    static final String PREFIX = "caravan_frozen_";

    private static final String SAYS = "frozen by Caravan for ";
    private static final List<String> WRITES = List.of("INSERT", "UPDATE", "DELETE");
    private static final String OURS =
            "FROM main.sqlite_schema WHERE type = 'trigger' AND name LIKE 'caravan!_frozen!_%' ESCAPE '!'";

    private static final String TABLES = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
            + " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name";

    private static final String VIRTUAL =
            "SELECT name FROM pragma_table_list JOIN main.sqlite_schema USING (name) WHERE"
                    + " schema = 'main' AND pragma_table_list.type = 'virtual' ORDER BY name";

    /** An index over the rows of another table, or over rows that are kept nowhere. */
    private static final String NO_INDEX = " AND replace(sql, ' ', '') NOT LIKE '%content=%'";

    private final SqliteFile file;

    SqliteFreeze(SqliteFile file) {
        this.file = file;
    }

    @Override
    public void freeze(String token) {
        file.require();
        write("could not be frozen", connection -> {
            if (standing(connection).frozen() && !standing(connection).by(token)) {
                return;
            }
            requireModules(connection);
            dropTriggers(connection);
            int number = 0;
            for (String table : tables(connection)) {
                for (String write : WRITES) {
                    Sql.run(
                            connection,
                            "CREATE TRIGGER " + PREFIX + ++number + " BEFORE " + write + " ON " + Sql.quoted(table)
                                    + " BEGIN SELECT RAISE(ABORT, '" + says(token) + "'); END");
                }
            }
        });
    }

    @Override
    public Standing look() {
        Connection connection = file.reading();
        try {
            return standing(connection);
        } catch (SQLException e) {
            throw file.failure(e, "could not be looked at");
        } finally {
            SqliteFile.closeQuietly(connection);
        }
    }

    /** Tries a row without values in every table: the triggers come before what any column asks for. */
    @Override
    public Proof probe() {
        file.require();
        Connection connection = file.writing(List.of());
        try {
            Sql.run(connection, "BEGIN IMMEDIATE");
            try {
                List<String> open = new ArrayList<>();
                List<String> tables = new ArrayList<>(tables(connection));
                tables.addAll(names(connection, VIRTUAL.replace(" ORDER", NO_INDEX + " ORDER")));
                for (String table : tables) {
                    Sql.one(
                            connection,
                            "SELECT count(*) FROM (SELECT 1 FROM " + SqliteTable.relation(table) + " LIMIT 1)");
                    if (!refuses(connection, table)) {
                        open.add(table);
                    }
                }
                return proof(tables, open);
            } finally {
                Sql.run(connection, "ROLLBACK");
            }
        } catch (SQLException e) {
            throw file.failure(e, "a write could not be tried");
        } finally {
            SqliteFile.closeQuietly(connection);
        }
    }

    @Override
    public void thaw(String token) {
        if (look().by(token)) {
            write("could not be thawed", connection -> {
                if (standing(connection).by(token)) {
                    dropTriggers(connection);
                }
            });
        }
    }

    /** Takes every trigger of a freeze out of a database. */
    static void dropTriggers(Connection connection) throws SQLException {
        for (String name : names(connection, "SELECT name " + OURS)) {
            Sql.run(connection, "DROP TRIGGER main." + Sql.quoted(name));
        }
    }

    private static Proof proof(List<String> tables, List<String> open) {
        if (tables.isEmpty()) {
            return new Proof(false, true, "there is no table to write to");
        }
        return open.isEmpty()
                ? new Proof(true, true, "each of " + tables.size() + " tables refused a row: " + SAYS.strip() + " ...")
                : new Proof(false, true, "table '" + open.get(0) + "' takes rows");
    }

    private static boolean refuses(Connection connection, String table) {
        try {
            Sql.run(connection, "INSERT INTO main." + Sql.quoted(table) + " DEFAULT VALUES");
            return false;
        } catch (SQLException e) {
            return e.getMessage() != null && e.getMessage().contains(SAYS);
        }
    }

    private static Standing standing(Connection connection) throws SQLException {
        String sql = Sql.text(connection, "SELECT sql " + OURS + " LIMIT 1");
        if (sql == null) {
            return Standing.FREE;
        }
        int begin = sql.indexOf(SAYS) + SAYS.length();
        int end = sql.lastIndexOf("'); END");
        return new Standing(true, end < begin ? "" : sql.substring(begin, end).replace("''", "'"));
    }

    /** Where a virtual table keeps its rows is known only to its module. */
    private void requireModules(Connection connection) throws SQLException {
        for (String table : names(connection, VIRTUAL)) {
            try {
                Sql.one(connection, "SELECT 1 FROM " + SqliteTable.relation(table) + " LIMIT 0");
            } catch (SQLException e) {
                throw new CaravanException(
                        ErrorCode.NOT_BUILT,
                        file.path().toString(),
                        "virtual table '" + table + "' needs a module that is not here, so which tables are its own is"
                                + " not known; stop the application instead",
                        e);
            }
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        return names(connection, TABLES);
    }

    private static List<String> names(Connection connection, String sql) throws SQLException {
        return Sql.rows(connection, sql, row -> row.getString(1));
    }

    private static String says(String token) {
        return (SAYS + token).replace("'", "''");
    }

    private void write(String doing, Change change) {
        Connection connection = file.writing(List.of("PRAGMA synchronous = FULL"));
        try {
            new Transaction(connection).run(() -> {
                change.make(connection);
                return true;
            });
        } catch (SQLException e) {
            throw file.failure(e, doing);
        } finally {
            SqliteFile.closeQuietly(connection);
        }
    }

    /** What happens in one transaction. */
    @FunctionalInterface
    private interface Change {
        void make(Connection connection) throws SQLException;
    }
}
