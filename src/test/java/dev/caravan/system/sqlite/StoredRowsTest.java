package dev.caravan.system.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowBuffers;
import dev.caravan.model.RowRecords;
import dev.caravan.relational.Sql;
import dev.caravan.system.sqlite.StoredRows.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredRowsTest {
    private static final int WHOLE = 1_000_000;
    private static final String NUMBERS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) ";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"512, 0", "1024, 1", "4096, 2", "65536, 0"})
    void shouldReadWhatSqliteReadsWhateverThePagesAndTheirOrder(int pageSize, int autoVacuum) throws Exception {
        make(
                "PRAGMA page_size = " + pageSize,
                "PRAGMA auto_vacuum = " + autoVacuum,
                "CREATE TABLE other (x)",
                "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b REAL, c)",
                NUMBERS.formatted(9_000)
                        + "INSERT INTO t SELECT (i * 7919) % 100003 - 50000, printf('%.*c', i % 90, 'é'),"
                        + " i % 50, CASE WHEN i % 500 = 0 THEN zeroblob(i * 17) ELSE i * i * i END FROM n",
                NUMBERS.formatted(500) + "INSERT INTO other SELECT zeroblob(900) FROM n",
                "DELETE FROM t WHERE id % 3 = 0",
                "UPDATE t SET a = a || a || a WHERE id % 5 = 0",
                NUMBERS.formatted(2_100) + "INSERT INTO t SELECT 200000 + i, i, i, printf('%.*c%d', i, 'z', i) FROM n",
                "INSERT INTO t SELECT id * 1000000007, a, b / 3, c FROM t WHERE id % 7 = 0");

        List<String> stored = read(true, WHOLE, "");

        assertThat(stored).hasSizeGreaterThan(6_500).isEqualTo(read(false, WHOLE, ""));
        assertThat(read(true, 97, "")).isEqualTo(stored);
        assertThat(read(true, 500, "-20000..20000")).isEqualTo(read(false, WHOLE, "-20000..20000"));
        assertThat(read(true, 500, "20001..20001")).isEqualTo(read(false, WHOLE, "20001..20001"));
    }

    @Test
    void shouldReadEveryKindOfValue() throws Exception {
        StringBuilder numbers = new StringBuilder();
        for (int bits = 0; bits < 64; bits++) {
            long power = 1L << bits;
            for (long value : new long[] {power - 1, power, -power, -power - 1}) {
                numbers.append(numbers.isEmpty() ? "" : ", ")
                        .append("(")
                        .append(value == Long.MIN_VALUE ? "NULL" : value);
                numbers.append(", ")
                        .append(value == Long.MIN_VALUE ? "NULL" : value)
                        .append(")");
            }
        }
        make(
                "CREATE TABLE t (n, r REAL, f FLOATING POINT)",
                "INSERT INTO t (n, r) VALUES " + numbers,
                "INSERT INTO t VALUES (-9223372036854775808, 1e300, 5.0), (1.5, -0.0, -0.0), (9e999, -9e999, 0.1),"
                        + " ('', x'', 'text'), (CAST(x'61c080' AS TEXT), CAST(x'ff' AS TEXT), 'a' || char(0) || 'b'),"
                        + " (x'00ff', 'no number', '12'), (NULL, '12', NULL), ('🚀é日', 4.0, 4)");

        List<String> stored = read(true, WHOLE, "");

        assertThat(stored).hasSize(264).isEqualTo(read(false, WHOLE, ""));
        assertThat(stored.get(257)).isEqualTo("[REAL 3ff8000000000000, REAL 0, INTEGER 0, INTEGER 258]");
        assertThat(stored.get(260)).startsWith("[INVALID_TEXT 61c080, INVALID_TEXT ff, TEXT 610062, ");
    }

    @Test
    void shouldReadTablesOfManyColumnsSomeOfThemOnly() throws Exception {
        String columns =
                String.join(", ", IntStream.range(0, 300).mapToObj(i -> "c" + i).toList());
        String values = String.join(
                ", ",
                IntStream.range(0, 300)
                        .mapToObj(i -> "printf('%.*c', i * " + i + " % 61, 'x')")
                        .toList());
        make("CREATE TABLE t (" + columns + ")", NUMBERS.formatted(40) + "INSERT INTO t SELECT " + values + " FROM n");

        assertThat(read(true, 7, "")).hasSize(40).isEqualTo(read(false, WHOLE, ""));
        assertThat(read(true, 7, "", "c299", "c0", "c130")).isEqualTo(read(false, WHOLE, "", "c299", "c0", "c130"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (a)",
                "CREATE TABLE t (a); INSERT INTO t VALUES ('old'); ALTER TABLE t ADD COLUMN b DEFAULT 'new'",
                "CREATE TABLE t (a, b AS (a || 'x'))",
                "CREATE TABLE t (a PRIMARY KEY, b) WITHOUT ROWID"
            })
    void shouldLeaveToSqliteWhatLiesThereInAnotherForm(String statements) throws Exception {
        make(statements.split("; "));
        make("INSERT INTO t (a) VALUES ('one'), (2)");

        try (Connection connection = file().reading()) {
            StoredRows rows = StoredRows.open(file(), connection, query(connection));
            assertThat(rows == null ? Outcome.UNKNOWN : whole(rows, connection)).isEqualTo(Outcome.UNKNOWN);
        }
        assertThat(reading(true, WHOLE, "")).hasSizeGreaterThan(1).isEqualTo(read(false, WHOLE, ""));
    }

    @Test
    void shouldLeaveToSqliteWhatIsInTheWriteAheadLog() throws Exception {
        make("PRAGMA journal_mode = wal", "CREATE TABLE t (a)", "INSERT INTO t VALUES ('old')");
        try (Connection application = new Sample(path()).connect();
                Statement statement = application.createStatement();
                Connection connection = file().reading()) {
            StoredRows rows = StoredRows.open(file(), connection, query(connection));
            assertThat(whole(rows, connection)).isEqualTo(Outcome.LAST);

            statement.execute("UPDATE t SET a = 'new'");

            assertThat(whole(rows, connection)).isEqualTo(Outcome.UNKNOWN);
            assertThat(reading(true, WHOLE, "").toString()).contains("TEXT 6e6577");
        }
    }

    /** Whatever a byte becomes, reading ends: with the rows that SQLite reads, or with its being asked. */
    @Test
    void shouldNeitherFailNorRunOnInADamagedFile() throws Exception {
        make(
                "PRAGMA page_size = 512",
                "CREATE TABLE t (a TEXT, b)",
                NUMBERS.formatted(400)
                        + "INSERT INTO t SELECT printf('%.*c', i % 60, 'y'), zeroblob(i * i % 900) FROM n");
        byte[] sound = Files.readAllBytes(path());
        Random random = new Random(20_261_122);
        int unknown = 0;
        for (int i = 0; i < 600; i++) {
            byte[] damaged = sound.clone();
            int page = 1 + random.nextInt(sound.length / 512 - 1);
            damaged[page * 512 + random.nextInt(24)] = (byte) random.nextInt(256);
            Files.write(path(), damaged);
            try (Connection connection = file().reading()) {
                StoredRows rows = StoredRows.open(file(), connection, query(connection));
                boolean known = whole(rows, connection) != Outcome.UNKNOWN;
                unknown += known ? 0 : 1;
                if (known) {
                    assertThat(read(true, WHOLE, "")).as("page %d", page).isEqualTo(read(false, WHOLE, ""));
                }
            }
        }

        assertThat(unknown).isBetween(50, 599);
    }

    private Outcome whole(StoredRows rows, Connection connection, String... columns) throws SQLException {
        Sql.run(connection, "BEGIN");
        try {
            RowBuffer into = new RowBuffer(query(connection, columns).columns(), 16);
            return rows.read(Long.MIN_VALUE, Long.MAX_VALUE, WHOLE, Long.MAX_VALUE, into);
        } finally {
            Sql.run(connection, "ROLLBACK");
        }
    }

    /** All rows of a range, a page after the other; past SQLite or by it, and then certainly so. */
    private List<String> read(boolean stored, int most, String range, String... columns) throws Exception {
        if (stored) {
            try (Connection connection = file().reading()) {
                StoredRows rows = StoredRows.open(file(), connection, query(connection, columns));
                assertThat(whole(rows, connection, columns)).isNotEqualTo(Outcome.UNKNOWN);
            }
        }
        return reading(stored, most, range, columns);
    }

    private List<String> reading(boolean stored, int most, String range, String... columns) throws Exception {
        Connection connection = file().reading();
        PageQuery query = query(connection, columns);
        Partition partition = new Partition("t", "t", range, -1, -1);
        List<String> found = new ArrayList<>();
        try (PartitionReader reader = new PartitionReader(
                connection,
                stored ? StoredRows.open(file(), connection, query) : null,
                partition,
                query,
                new RowBuffers(),
                () -> {})) {
            Chunk chunk = reader.read(Position.START, most);
            collect(chunk, found);
            while (!chunk.last()) {
                assertThat(chunk.records().count()).isPositive();
                chunk = reader.read(chunk.to(), most);
                collect(chunk, found);
            }
        }
        return found;
    }

    private static void collect(Chunk chunk, List<String> into) {
        RowBuffer rows = ((RowRecords) chunk.records()).rows();
        for (int row = 0; row < rows.rows(); row++) {
            List<String> cells = new ArrayList<>();
            for (int cell = 0; cell < rows.columns().size(); cell++) {
                cells.add(rows.type(row, cell) + " " + content(rows, row, cell));
            }
            into.add(cells.toString());
        }
    }

    private static String content(RowBuffer rows, int row, int cell) {
        return switch (rows.type(row, cell)) {
            case NULL -> "";
            case INTEGER, BOOLEAN -> String.valueOf(rows.longValue(row, cell));
            case REAL -> Long.toHexString(Double.doubleToRawLongBits(rows.doubleValue(row, cell)));
            case TEXT, INVALID_TEXT, BLOB, JSON, DECIMAL, VECTOR ->
                HexFormat.of().formatHex(rows.bytes(row, cell));
        };
    }

    private PageQuery query(Connection connection, String... columns) throws SQLException {
        return new TableChoice("t", List.of(columns), List.of(), false, false).query(connection, file());
    }

    private SqliteFile file() {
        return SqliteFile.of(path().toString(), ErrorCode.SOURCE_UNUSABLE);
    }

    private Path path() {
        return folder.resolve("v1.db");
    }

    private void make(String... statements) throws IOException {
        new Sample(path(), statements).close();
    }
}
