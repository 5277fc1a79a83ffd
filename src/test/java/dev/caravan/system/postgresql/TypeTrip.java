package dev.caravan.system.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import dev.caravan.relational.Sql;
import dev.caravan.system.postgresql.type.BinaryOutput;
import dev.caravan.system.postgresql.type.Codec;
import dev.caravan.system.postgresql.type.Codecs;
import dev.caravan.system.postgresql.type.NulPolicy;
import dev.caravan.system.postgresql.type.PgType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.postgresql.copy.CopyIn;

/** Carries single values of a type to a server and back, over the temporary table {@code one} of an open transaction. */
final class TypeTrip {
    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

    private final Connection connection;
    private final Loader loader;

    /** Loads as the product does. */
    TypeTrip(Connection connection) {
        this(connection, stream -> {
            CopyIn copy = PostgresqlServer.copies(connection).copyIn("COPY pg_temp.one FROM STDIN (FORMAT binary)");
            copy.writeToCopy(stream, 0, stream.length);
            copy.endCopy();
        });
    }

    TypeTrip(Connection connection, Loader loader) {
        this.connection = connection;
        this.loader = loader;
    }

    /** Brings a whole stream of binary COPY into {@code pg_temp.one}. */
    @FunctionalInterface
    interface Loader {
        void load(byte[] stream) throws SQLException;
    }

    /** The value is read as this cell, and what was read is kept by the server to the byte as it was. */
    void shouldTravelBothWays(String type, String literal, CellType cell, String text) throws SQLException {
        Codec codec = codec(type);
        String value = "CAST(" + TableQuery.literal(literal) + " AS " + type + ")";

        RowBuffer read = copyOut("SELECT " + value, codec);

        assertThat(read.type(0, 0)).isEqualTo(cell);
        assertThat(shown(read)).isEqualTo(text);
        write(codec, read);
        assertThat(Sql.text(connection, "SELECT record_image_eq(ROW(v), ROW(" + value + ")) FROM pg_temp.one"))
                .isEqualTo("t");
        assertThat(shown(stored(read))).isEqualTo(text);
    }

    /** Makes the table with a column {@code v} of the type. */
    Codec codec(String type) throws SQLException {
        Sql.run(connection, "CREATE TEMP TABLE one (v " + type + ")");
        return Codecs.ofServer(NulPolicy.REJECT).of(column()).orElseThrow();
    }

    RowBuffer copyOut(String query, Codec codec) throws SQLException {
        RowBuffer rows = new RowBuffer(List.of("v"), 1);
        CopyStream stream =
                new CopyStream(connection, "COPY (" + query + ") TO STDOUT (FORMAT binary)", List.of(codec));
        rows.beginRow(0);
        stream.next(rows);
        rows.endRow();
        return rows;
    }

    void write(Codec codec, RowBuffer rows) throws SQLException {
        BinaryOutput out = new BinaryOutput(100);
        out.addBytes(SIGNATURE, 0, SIGNATURE.length);
        out.addLong(0);
        out.addShort(1);
        int start = out.used();
        out.addInt(0);
        codec.write(rows, 0, 0, out);
        out.putInt(start, out.used() - start - Integer.BYTES);
        out.addShort(-1);
        loader.load(Arrays.copyOf(out.bytes(), out.used()));
    }

    /** What the server would give back, as the product foretells it. */
    RowBuffer stored(RowBuffer rows) throws SQLException {
        Codec codec = Codecs.asStored(NulPolicy.REJECT).of(column()).orElseThrow();
        BinaryOutput out = new BinaryOutput(100);
        codec.write(rows, 0, 0, out);
        RowBuffer stored = new RowBuffer(List.of("v"), 1);
        stored.beginRow(0);
        codec.read(out.bytes(), 0, out.used(), stored);
        stored.endRow();
        return stored;
    }

    static String shown(RowBuffer rows) {
        return switch (rows.type(0, 0)) {
            case BLOB -> "\\x" + HexFormat.of().formatHex(rows.bytes(0, 0));
            case VECTOR -> numbers(rows.bytes(0, 0)).toString();
            default -> rows.text(0, 0);
        };
    }

    private static List<Float> numbers(byte[] vector) {
        FloatBuffer floats =
                ByteBuffer.wrap(vector).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        return IntStream.range(0, floats.limit()).mapToObj(floats::get).toList();
    }

    private PgType column() throws SQLException {
        return new TableReader(connection)
                .table("one")
                .orElseThrow()
                .column("v")
                .type();
    }
}
