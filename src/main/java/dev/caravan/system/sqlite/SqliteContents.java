package dev.caravan.system.sqlite;

import dev.caravan.relational.Sql;
import dev.caravan.spi.Fingerprint;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.SnapshotFolder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;

/** Digests everything in a database: each value with its type as it is stored, and the schema. */
final class SqliteContents {
    private static final int LOOK_UP_EVERY = 5_000;

    /** Virtual tables keep their rows in tables of their own, which are digested; the freeze's triggers are not content. */
    private static final String TABLES =
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name";

    private static final String SCHEMA =
            "SELECT type, name, tbl_name, sql FROM main.sqlite_schema WHERE name NOT LIKE '"
                    + SqliteFreeze.PREFIX.replace("_", "!_") + "%' ESCAPE '!'";

    private final SnapshotFolder.Pace pace;

    SqliteContents(SnapshotFolder.Pace pace) {
        this.pace = pace;
    }

    /** What the connection sees, in the transaction it is in. */
    Snapshot.Contents of(Connection connection, String tool) throws SQLException {
        List<Snapshot.Part> parts = new ArrayList<>();
        for (String table : Sql.rows(connection, TABLES, row -> row.getString(1))) {
            String all = "SELECT * FROM " + SqliteTable.relation(table);
            parts.add(digest(connection, all).part("table " + table));
        }
        Fingerprint schema = digest(connection, SCHEMA);
        for (String pragma : List.of("user_version", "application_id", "encoding")) {
            schema.field(pragma)
                    .field(Sql.text(connection, "PRAGMA main." + pragma))
                    .end();
        }
        parts.add(schema.part("schema"));
        return new Snapshot.Contents(tool, parts, List.of());
    }

    private Fingerprint digest(Connection connection, String query) throws SQLException {
        Fingerprint digest = new Fingerprint();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            CoreStatement core = statement.unwrap(CoreStatement.class);
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                for (int column = 0; column < columns; column++) {
                    add(core, row, column, digest);
                }
                digest.end();
                if (digest.records() % LOOK_UP_EVERY == 1) {
                    pace.goOn();
                }
            }
        }
        return digest;
    }

    private static void add(CoreStatement core, ResultSet row, int column, Fingerprint digest) throws SQLException {
        int type = core.pointer.safeRunInt((database, pointer) -> database.column_type(pointer, column));
        switch (type) {
            case Codes.SQLITE_INTEGER -> digest.field('i', row.getLong(column + 1));
            case Codes.SQLITE_FLOAT -> digest.field('r', Double.doubleToRawLongBits(row.getDouble(column + 1)));
            case Codes.SQLITE_NULL -> digest.field((byte[]) null);
            default -> {
                byte[] bytes = row.getBytes(column + 1);
                byte[] value = bytes == null ? "".getBytes(StandardCharsets.UTF_8) : bytes;
                digest.field(type == Codes.SQLITE_BLOB ? 'b' : 't', value, value.length);
            }
        }
    }
}
