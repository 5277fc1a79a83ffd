package dev.caravan.system.postgresql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.relational.Sql;
import dev.caravan.spi.Fingerprint;
import dev.caravan.spi.SnapshotFolder;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.postgresql.copy.CopyOut;

/**
 * Copies a database inside one repeatable-read transaction: each table by COPY, as text; its schema by the server's own
 * functions, sequences with their values. Not by {@code pg_dump}: one that fits the server is rarely beside Caravan, and the
 * rows go through one digest here on every way. Restoring is one transaction too. The proof needs the right to make a database.
 */
final class PostgresqlSnapshot implements dev.caravan.spi.Snapshot {
    private static final String SCHEMA = "schema.json";
    private static final String PATH = "searchPath";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PostgresqlServer server;

    PostgresqlSnapshot(PostgresqlServer server) {
        this.server = server;
    }

    @Override
    public Contents take(SnapshotFolder folder) {
        folder.goOn();
        Connection connection = server.reading();
        try {
            String path = names(connection);
            folder.need(Sql.one(connection, "SELECT pg_database_size(current_database())"));
            SchemaScript script = new SchemaScript(connection);
            requireComplete(connection);
            ObjectNode schema = JSON.createObjectNode().put(PATH, path);
            List<Part> parts = new ArrayList<>();
            // Sequences stand outside of the transaction: what is written is what is proved, however far they get
            // meanwhile
            List<String> before = script.before();
            before.forEach(schema.putArray("before")::add);
            for (String table : script.tableNames()) {
                String file = String.format("%05d.copy", parts.size() + 1);
                schema.withObject("/tables").put(table, file);
                try (OutputStream out =
                        new BufferedOutputStream(Channels.newOutputStream(folder.create(file)), 1 << 17)) {
                    parts.add(rows(connection, table, out, folder.pace()));
                }
            }
            List<String> after = script.after();
            after.forEach(schema.putArray("after")::add);
            List<String> sequences = script.sequences();
            sequences.forEach(schema.putArray("sequences")::add);
            parts.add(schemaPart(List.of(before, after, sequences)));
            try (OutputStream out = Channels.newOutputStream(folder.create(SCHEMA))) {
                out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(schema));
            }
            return new Contents(tool(connection), parts, List.of());
        } catch (SQLException e) {
            throw server.failure(e, "could not be copied");
        } catch (IOException e) {
            throw folder.unwritten(e);
        } finally {
            PostgresqlServer.closeQuietly(connection);
        }
    }

    @Override
    public String prove(SnapshotFolder folder, Contents taken) {
        String name =
                "caravan_proof_" + Integer.toHexString(folder.path().toString().hashCode());
        PostgresqlServer scratch =
                new PostgresqlServer(server.address().withDatabase(name), ErrorCode.SNAPSHOT_UNPROVED);
        drop(scratch);
        try {
            make(scratch);
            PostgresqlSnapshot restored = new PostgresqlSnapshot(scratch);
            restored.restore(folder);
            List<String> differences = taken.differences(restored.look(folder.pace()));
            if (!differences.isEmpty()) {
                throw folder.unproved("restored, it is not what was taken: "
                        + String.join(", ", differences.subList(0, Math.min(3, differences.size()))));
            }
            return "restored into a database of its own on the same server; every row of "
                    + (taken.parts().size() - 1) + " tables, the schema and the sequences compared";
        } finally {
            drop(scratch);
        }
    }

    @Override
    public void restore(SnapshotFolder folder) {
        folder.goOn();
        Connection connection = server.writing();
        try {
            JsonNode schema = JSON.readTree(Files.readAllBytes(folder.file(SCHEMA)));
            Sql.run(connection, "SET check_function_bodies = off");
            run(connection, new SchemaScript(connection).drops());
            // Bodies of functions may lean on it, when rows meet them
            Sql.text(
                    connection,
                    "SELECT set_config('search_path', ?, false)",
                    schema.path(PATH).asText("\"$user\", public"));
            run(connection, texts(schema.path("before")));
            for (var table : schema.path("tables").properties()) {
                folder.goOn();
                fill(connection, table.getKey(), folder, table.getValue().asText());
            }
            run(connection, texts(schema.path("after")));
            run(connection, texts(schema.path("sequences")));
            connection.commit();
        } catch (SQLException e) {
            throw server.failure(e, "could not be restored; nothing of it was kept");
        } catch (IOException e) {
            throw folder.unproved("it cannot be read (" + e.getMessage() + ")");
        } finally {
            PostgresqlServer.closeQuietly(connection);
        }
    }

    @Override
    public Contents look(SnapshotFolder.Pace pace) {
        pace.goOn();
        Connection connection = server.reading();
        try {
            names(connection);
            SchemaScript script = new SchemaScript(connection);
            List<Part> parts = new ArrayList<>();
            for (String table : script.tableNames()) {
                parts.add(rows(connection, table, OutputStream.nullOutputStream(), pace));
            }
            parts.add(schemaPart(List.of(script.before(), script.after(), script.sequences())));
            return new Contents(tool(connection), parts, List.of());
        } catch (SQLException e) {
            throw server.failure(e, "could not be read");
        } catch (IOException e) {
            throw new IllegalStateException("nothing is written while looking", e);
        } finally {
            PostgresqlServer.closeQuietly(connection);
        }
    }

    /** A restore takes away what it does not bring back, so what cannot be in a copy is no matter of a note. */
    private void requireComplete(Connection connection) throws SQLException {
        List<String> leftOut = SchemaGaps.of(connection);
        if (!leftOut.isEmpty()) {
            throw new CaravanException(
                    ErrorCode.NOT_BUILT,
                    server.address().toString(),
                    "a snapshot cannot hold " + String.join(", ", leftOut)
                            + "; copy this database aside by an exec step with pg_dump");
        }
    }

    private static Part rows(Connection connection, String table, OutputStream out, SnapshotFolder.Pace pace)
            throws SQLException, IOException {
        Fingerprint digest = new Fingerprint();
        CopyOut copy = PostgresqlServer.copies(connection)
                .copyOut("COPY (SELECT " + columns(connection, table) + " FROM " + table + ") TO STDOUT");
        try {
            for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
                digest.field(row).end();
                out.write(row);
                if (digest.records() % 10_000 == 1) {
                    pace.goOn();
                }
            }
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        return digest.part("table " + table);
    }

    private static void fill(Connection connection, String table, SnapshotFolder folder, String file)
            throws SQLException, IOException {
        if (!file.matches("[0-9]{5,9}\\.copy")) {
            throw new IOException("the schema names a file that is none of the snapshot");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(folder.file(file)), 1 << 17)) {
            PostgresqlServer.copies(connection)
                    .copyIn("COPY " + table + " (" + columns(connection, table) + ") FROM STDIN", in);
        }
    }

    /** Those that can be written; generated ones make themselves. */
    private static String columns(Connection connection, String table) throws SQLException {
        return Sql.text(
                connection,
                "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid ="
                        + " ?::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
                table);
    }

    /** Has the server write every name with its schema, whatever path a database or a role has; answers the path there was. */
    private static String names(Connection connection) throws SQLException {
        String path = Sql.text(connection, "SHOW search_path");
        Sql.run(connection, "SET search_path = pg_catalog");
        return path;
    }

    private static Part schemaPart(List<List<String>> statements) {
        List<String> all = statements.stream()
                .flatMap(List::stream)
                .map(SchemaText::form)
                .sorted()
                .toList();
        MessageDigest sha256 = sha256();
        for (String one : all) {
            sha256.update(one.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
        }
        return new Part("schema", 0, HexFormat.of().formatHex(sha256.digest()));
    }

    private static void run(Connection connection, List<String> statements) throws SQLException {
        for (String sql : statements) {
            Sql.run(connection, sql);
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static String tool(Connection connection) throws SQLException {
        return "PostgreSQL " + Sql.text(connection, "SHOW server_version")
                + ", COPY in one repeatable-read transaction";
    }

    private void make(PostgresqlServer scratch) {
        try (Connection connection = new org.postgresql.Driver()
                .connect(server.maintenance().address().url(), server.address().driverProperties())) {
            Sql.run(
                    connection,
                    "CREATE DATABASE " + Sql.quoted(scratch.address().database()) + " TEMPLATE template0");
        } catch (SQLException e) {
            throw server.failure(
                    e, "the copy could not be proved in a database of its own; grant CREATEDB to the user");
        }
    }

    private void drop(PostgresqlServer scratch) {
        try (Connection connection = new org.postgresql.Driver()
                .connect(server.maintenance().address().url(), server.address().driverProperties())) {
            Sql.run(
                    connection,
                    "DROP DATABASE IF EXISTS " + Sql.quoted(scratch.address().database()));
        } catch (SQLException e) {
            throw server.failure(e, "database '" + scratch.address().database() + "' could not be dropped; drop it");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
