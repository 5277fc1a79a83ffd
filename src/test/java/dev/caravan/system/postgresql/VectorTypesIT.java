package dev.caravan.system.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CellType;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.relational.Sql;
import dev.caravan.servers.PgliteServer;
import dev.caravan.system.postgresql.type.Codec;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of pgvector both ways, as {@link TypesIT} has the types that need no extension. */
class VectorTypesIT {
    @TempDir
    private static Path folder;

    private static PgliteServer server;
    private static Connection connection;
    private static TypeTrip trip;

    @BeforeAll
    static void connect() throws IOException, SQLException {
        server = new PgliteServer(folder);
        connection = PostgresqlServer.of(Sample.settings(server.url()), ErrorCode.TARGET_UNUSABLE)
                .writing();
        Sql.run(connection, "CREATE EXTENSION vector");
        connection.commit();
        trip = new TypeTrip(connection, VectorTypesIT::load);
    }

    @AfterEach
    void forget() throws SQLException {
        connection.rollback();
    }

    @AfterAll
    static void close() throws InterruptedException {
        PostgresqlServer.closeQuietly(connection);
        server.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "vector | [1,2.5,-0.003] | VECTOR | [1.0, 2.5, -0.003]",
                "vector(2) | [3.4028235e38,1e-45] | VECTOR | [3.4028235E38, 1.4E-45]",
                "vector(1) | [-0] | VECTOR | [-0.0]",
                "vector(2)[] | {\"[1,2]\",NULL} | JSON | [\"[1.0,2.0]\", null]"
            })
    void shouldTravelBothWays(String type, String literal, CellType cell, String text) throws SQLException {
        trip.shouldTravelBothWays(type, literal, cell, text);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {"vector(3) | [0.1, 2, -3e-3] | [0.1, 2.0, -0.003]", "vector | [7] | [7.0]"})
    void shouldKeepWhatAnotherSystemWrote(String type, String json, String kept) throws SQLException {
        Codec codec = trip.codec(type);

        trip.write(codec, text(json));

        assertThat(TypeTrip.shown(trip.copyOut("SELECT v FROM pg_temp.one", codec)))
                .isEqualTo(kept);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "vector(3) | [1, 2] | a vector of 2 numbers; it takes 3",
                "vector | [1e39] | would lose digits in 32 bits; a vector has no more for each",
                "vector | [1, null] | vectors, or JSON arrays of numbers",
                "vector | {\"a\": 1} | vectors, or JSON arrays of numbers"
            })
    void shouldRefuseWhatTheServerWould(String type, String json, String said) throws SQLException {
        Codec codec = trip.codec(type);

        assertThatThrownBy(() -> trip.write(codec, text(json))).hasMessageContaining(said);
    }

    /** PGlite takes no COPY from its client, so the stream goes over a file of the server's own. */
    private static void load(byte[] stream) throws SQLException {
        String file = "'/tmp/one'";
        String object = Sql.text(
                connection, "SELECT lo_from_bytea(0, '\\x" + HexFormat.of().formatHex(stream) + "')");
        Sql.run(connection, "SELECT lo_export(" + object + ", " + file + ")");
        Sql.run(connection, "COPY pg_temp.one FROM " + file + " (FORMAT binary)");
    }

    private static RowBuffer text(String text) {
        RowBuffer rows = new RowBuffer(List.of("v"), 1);
        rows.beginRow(0);
        rows.addText(text);
        rows.endRow();
        return rows;
    }
}
