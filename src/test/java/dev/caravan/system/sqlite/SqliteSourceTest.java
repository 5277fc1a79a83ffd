package dev.caravan.system.sqlite;

import static dev.caravan.model.CellType.BLOB;
import static dev.caravan.model.CellType.INTEGER;
import static dev.caravan.model.CellType.INVALID_TEXT;
import static dev.caravan.model.CellType.NULL;
import static dev.caravan.model.CellType.REAL;
import static dev.caravan.model.CellType.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.model.CaravanException;
import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Position;
import dev.caravan.model.Reject;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.Source;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteSourceTest {
    private final List<Source> sources = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        sources.forEach(Source::close);
    }

    @Test
    void shouldReadValuesAsTheyAreStored() {
        Sample sample = sample(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, w INTEGER, x)",
                "INSERT INTO t VALUES (-9223372036854775808, 'a', 'text', 9223372036854775807)",
                "INSERT INTO t VALUES (-1, x'00ff', 1.5, -0.0)",
                "INSERT INTO t VALUES (0, CAST(x'61c080' AS TEXT), x'', CAST(x'eda080' AS TEXT))",
                "INSERT INTO t VALUES (9223372036854775807, '', NULL, 'a' || char(0) || '🚀')");

        RowBuffer rows = rows(all(source(sample, "t")));

        assertThat(types(rows, 0)).containsExactly(INTEGER, TEXT, TEXT, INTEGER);
        assertThat(types(rows, 1)).containsExactly(INTEGER, BLOB, REAL, REAL);
        assertThat(types(rows, 2)).containsExactly(INTEGER, INVALID_TEXT, BLOB, INVALID_TEXT);
        assertThat(types(rows, 3)).containsExactly(INTEGER, TEXT, NULL, TEXT);
        assertThat(rows.longValue(0, 0)).isEqualTo(Long.MIN_VALUE);
        assertThat(rows.longValue(0, 3)).isEqualTo(Long.MAX_VALUE);
        assertThat(rows.bytes(1, 1)).containsExactly(0, -1);
        assertThat(Double.doubleToRawLongBits(rows.doubleValue(1, 3))).isEqualTo(Double.doubleToRawLongBits(-0.0));
        assertThat(rows.bytes(2, 1)).containsExactly('a', 0xC0, 0x80);
        assertThat(rows.length(2, 2)).isZero();
        assertThat(rows.text(3, 3)).isEqualTo("a\0🚀");
    }

    @Test
    void shouldReadTextOfAUtf16Database() {
        Sample sample = sample(
                "PRAGMA encoding = 'UTF-16be'",
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)",
                "INSERT INTO t VALUES (1, 'naïve 🚀'), (2, CAST(x'd8000041' AS TEXT))");

        RowBuffer rows = rows(all(source(sample, "t")));

        assertThat(rows.text(0, 1)).isEqualTo("naïve 🚀");
        assertThat(rows.type(1, 1)).isEqualTo(INVALID_TEXT);
    }

    @Test
    void shouldReadTablesWhateverTheirNames() {
        Sample sample = sample(
                "CREATE TABLE \"select \"\"x\"\"; DROP TABLE t; --\" (\"from\" TEXT, \"a b\" TEXT, \"ünï\" TEXT, rowid TEXT,"
                        + " \"\" TEXT)",
                "INSERT INTO \"select \"\"x\"\"; DROP TABLE t; --\" VALUES ('1', '2', '3', '4', '5')");

        RowBuffer rows = rows(all(source(sample, "select \"x\"; DROP TABLE t; --")));

        assertThat(rows.columns()).containsExactly("from", "a b", "ünï", "rowid", "", "_rowid_");
        assertThat(rows.text(0, 3)).isEqualTo("4");
        assertThat(rows.longValue(0, 5)).isEqualTo(1);
    }

    @Test
    void shouldReadGeneratedColumnsAndNameRecordsByTheirKey() {
        Sample sample = sample(
                "CREATE TABLE t (a TEXT, b TEXT, c TEXT AS (a || b) STORED, d AS (upper(a)), PRIMARY KEY (b, a))",
                "INSERT INTO t VALUES ('x', 'y')");

        Chunk chunk = all(source(sample, "t"));

        assertThat(chunk.records().key(0)).isEqualTo("t/y,x");
        assertThat(chunk.records().place(0)).isEqualTo("t key y,x");
        assertThat(rows(chunk).columns()).containsExactly("a", "b", "c", "d", "rowid");
        assertThat(rows(chunk).text(0, 2)).isEqualTo("xy");
        assertThat(rows(chunk).text(0, 3)).isEqualTo("X");
    }

    @Test
    void shouldCutALargeTableIntoRangesThatMissNothing() {
        Sample sample = sample(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 230000)"
                        + " INSERT INTO t SELECT CASE WHEN i % 7 = 0 THEN -i * 1000003 ELSE i * i END, 'v' || i FROM n");
        Source source = source(sample, "t");

        List<Partition> partitions = source.open();
        Set<Long> seen = new HashSet<>();
        long read = 0;
        for (Partition partition : partitions) {
            Position next = Position.START;
            Chunk chunk;
            do {
                chunk = source.read(partition, next, 7001);
                for (int row = 0; row < chunk.records().count(); row++) {
                    seen.add(rows(chunk).longValue(row, 0));
                }
                read += chunk.records().count();
                next = chunk.to();
            } while (!chunk.last());
            assertThat(next.ordinal()).isEqualTo(partition.records());
        }

        assertThat(partitions).hasSize(4);
        assertThat(read).isEqualTo(230_000);
        assertThat(seen).hasSize(230_000);
        assertThat(source(sample, "t").open()).isEqualTo(partitions);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal"})
    void shouldNoticeThatTheDatabaseWasWritten(String journal) throws Exception {
        Sample sample = sample("PRAGMA journal_mode = " + journal, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)");
        sample.run("INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')");
        try (Connection application = sample.connect();
                Statement statement = application.createStatement()) {
            statement.execute("UPDATE t SET v = 'd' WHERE id = 3");
            Source source = source(sample, "t");
            Partition partition = source.open().get(0);
            Chunk first = source.read(partition, Position.START, 1);
            assertThat(source.read(partition, first.to(), 1).last()).isFalse();

            statement.execute("UPDATE t SET v = 'e' WHERE id = 3");

            assertThatThrownBy(() -> source.read(partition, first.to(), 1))
                    .isInstanceOfSatisfying(CaravanException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
                        assertThat(e.where()).isEqualTo(sample.file().toString());
                    });
        }
    }

    @Test
    void shouldReadWhatIsStillInTheWriteAheadLog() throws Exception {
        Sample sample = sample("PRAGMA journal_mode = wal", "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)");
        try (Connection application = sample.connect();
                Statement statement = application.createStatement()) {
            statement.execute("INSERT INTO t VALUES (1, 'in the log')");
            Source source = source(sample, "t");
            List<Partition> partitions = source.open();
            String before = source.identity(partitions.get(0));

            assertThat(rows(source.read(partitions.get(0), Position.START, 10)).text(0, 1))
                    .isEqualTo("in the log");

            assertThat(source.identity(partitions.get(0))).isEqualTo(before);
        }
    }

    @Test
    void shouldTellAChangeOfOneByteByItsIdentity() throws Exception {
        Sample sample =
                sample("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)", "INSERT INTO t VALUES (1, 'some text')");
        byte[] bytes = Files.readAllBytes(sample.file());
        Set<String> identities = new HashSet<>();
        for (int at = 100; at < bytes.length; at += 97) {
            bytes[at] ^= 1;
            Files.write(sample.file(), bytes);
            bytes[at] ^= 1;

            identities.add(digest(sample));
        }
        Files.write(sample.file(), bytes);

        assertThat(identities).hasSize((bytes.length - 100 + 96) / 97).doesNotContain(digest(sample));
    }

    @Test
    void shouldDigestNoMoreOnceNobodyWantsTo() throws Exception {
        Sample sample = sample("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)");
        SqliteFile file = new SqliteFile(sample.file(), ErrorCode.SOURCE_UNUSABLE);

        assertThatThrownBy(() -> ContentDigest.of(file, () -> true)).isInstanceOf(InterruptedIOException.class);
        assertThat(HeldFiles.at(sample.file()).isOpen()).isTrue();
    }

    private static String digest(Sample sample) throws IOException {
        return ContentDigest.of(new SqliteFile(sample.file(), ErrorCode.SOURCE_UNUSABLE), () -> false);
    }

    @Test
    void shouldNotHoldTheApplicationUp() throws Exception {
        Sample sample =
                sample("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)", "INSERT INTO t VALUES (1, 'a'), (2, 'b')");
        Source source = source(sample, "t");
        source.read(source.open().get(0), Position.START, 1);

        sample.run("PRAGMA busy_timeout = 0; INSERT INTO t VALUES (3, 'c')");

        assertThat(sample.query("SELECT count(*) FROM t")).containsExactly("3");
    }

    @Test
    void shouldRejectAValueThatIsTooLargeAndReadOn() {
        Sample sample = sample(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v)",
                "INSERT INTO t VALUES (1, 'a'), (2, zeroblob(" + (PartitionReader.LONGEST_VALUE + 1)
                        + ")), (3, 'c'), (4, 'd')");
        Source source = source(sample, "t");

        Chunk chunk = source.read(source.open().get(0), Position.START, 3);

        assertThat(chunk.rejects())
                .extracting(Reject::code, Reject::ordinal, Reject::key)
                .containsExactly(tuple("record_too_large", 1L, "t/2"));
        assertThat(rows(chunk).text(2, 1)).isEqualTo("c");
        assertThat(chunk.last()).isFalse();
        assertThat(rows(source.read(chunk.partition(), chunk.to(), 3)).text(0, 1))
                .isEqualTo("d");
    }

    @Test
    void shouldEndAPageEarlyWhenItsRowsAreLarge() {
        Sample sample = sample(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9)"
                        + " INSERT INTO t SELECT i, zeroblob(10000000) FROM n");
        Source source = source(sample, "t");

        Chunk chunk = source.read(source.open().get(0), Position.START, 1000);

        assertThat(chunk.records().count()).isEqualTo(2);
        assertThat(chunk.last()).isFalse();
    }

    @Test
    void shouldReadAViewByTheKeyThatIsNamed() {
        Sample sample = sample(
                "CREATE TABLE t (id TEXT, v TEXT)",
                "INSERT INTO t VALUES ('b', '2'), ('a', '1'), ('c', '3')",
                "CREATE VIEW seen AS SELECT id, v FROM t",
                "CREATE VIEW twins AS SELECT id, v FROM t UNION ALL SELECT id, v FROM t",
                "CREATE VIEW holes AS SELECT nullif(id, 'b') AS id, v FROM t");

        Source source = source(sample, "seen", "id");
        Chunk first = source.read(source.open().get(0), Position.START, 2);

        assertThat(rows(first).text(1, 1)).isEqualTo("2");
        assertThat(rows(source.read(first.partition(), first.to(), 2)).text(0, 0))
                .isEqualTo("c");
        assertThatThrownBy(() -> source(sample, "seen").open())
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("name one under key:");
        assertThatThrownBy(() -> source(sample, "twins", "id").open())
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("not unique");
        assertThatThrownBy(() -> source(sample, "holes", "id").open())
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("without a value in its key");
    }

    @Test
    void shouldPageByEveryKindOfKey() {
        Sample sample = sample(
                "CREATE TABLE t (k PRIMARY KEY, v) WITHOUT ROWID",
                "INSERT INTO t VALUES (1, 1), (1.5, 2), (-3e300, 3), ('a', 4), ('A', 5), ('🚀', 6), (x'00', 7), (x'ff', 8),"
                        + " (CAST(x'ff61' AS TEXT), 9), (9223372036854775807, 10), ('', 11), ('1', 12)");
        List<String> whole = values(source(sample, "t"), 1000);

        List<String> single = values(source(sample, "t"), 1);

        assertThat(whole).hasSize(12).isEqualTo(single).doesNotHaveDuplicates();
    }

    @Test
    void shouldPageByAKeyWithACollationOfItsOwn() {
        Sample sample = sample(
                "CREATE TABLE t (k TEXT COLLATE NOCASE, l TEXT, v, PRIMARY KEY (k, l DESC)) WITHOUT ROWID",
                "INSERT INTO t VALUES ('b', 'x', 1), ('A', 'x', 2), ('a', 'y', 3), ('C', 'x', 4), ('B', 'y', 5)");

        assertThat(values(source(sample, "t"), 1)).hasSize(5).doesNotHaveDuplicates();
        assertThat(values(source(sample, "t"), 2)).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void shouldSayWhatIsWrongWithTheSource() throws Exception {
        Sample sample = sample("CREATE TABLE captures (id INTEGER PRIMARY KEY)");
        Path text = Files.writeString(folder.resolve("text.db"), "no database");

        assertThatThrownBy(() -> source(sample, "capture").open()).isInstanceOfSatisfying(CaravanException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNUSABLE);
            assertThat(e).hasMessageContaining("no table 'capture' (did you mean 'captures'?)");
        });
        assertThatThrownBy(() -> source(sample, "captures", "idd").open())
                .hasMessageContaining("no column 'idd' (did you mean 'id'?)");
        assertThatThrownBy(() -> source(new Sample(text), "t").open()).hasMessageContaining("not an SQLite database");
        assertThatThrownBy(() -> source(new Sample(folder), "t").open()).hasMessageContaining("not a file");
        assertThatThrownBy(
                        () -> source(new Sample(folder.resolve("none.db")), "t").open())
                .hasMessageContaining("no such file");
        assertThat(folder.resolve("none.db")).doesNotExist();
    }

    @Test
    void shouldScanATableInTheOrderOfItsKey() {
        Sample sample = sample(
                "CREATE TABLE t (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, v TEXT, w TEXT)",
                "INSERT INTO t VALUES (1, 'c', 'x', 'p'), (2, 'a', 'y', 'q'), (3, 'b', 'z', 'r')");
        Source scan = sample.system().scan(sample.settings(), "t", List.of("w", "v"), List.of("id"));
        sources.add(scan);

        Chunk chunk = scan.read(scan.open().get(0), Position.START, 2);
        sample.run("UPDATE t SET w = 'changed' WHERE id = 'c'");
        Chunk rest = scan.read(chunk.partition(), chunk.to(), 2);

        assertThat(rows(chunk).columns()).containsExactly("w", "v", "id");
        assertThat(chunk.records().key(0)).isEqualTo("t/a");
        assertThat(chunk.records().key(1)).isEqualTo("t/b");
        assertThat(rows(rest).text(0, 0)).isEqualTo("changed");
    }

    private Sample sample(String... statements) {
        return new Sample(folder.resolve("v1.db"), statements);
    }

    private Source source(Sample sample, String table, String... key) {
        Source source =
                sample.system().source(new Pipeline.Export(sample.settings(), List.of(table), List.of(), List.of(key)));
        sources.add(source);
        return source;
    }

    private static Chunk all(Source source) {
        return source.read(source.open().get(0), Position.START, 1000);
    }

    /** The second column of all rows. */
    private static List<String> values(Source source, int most) {
        Partition partition = source.open().get(0);
        List<String> values = new ArrayList<>();
        Position next = Position.START;
        Chunk chunk;
        do {
            chunk = source.read(partition, next, most);
            for (int row = 0; row < chunk.records().count(); row++) {
                RowBuffer rows = rows(chunk);
                values.add(rows.text(row, rows.columns().indexOf("v")));
            }
            next = chunk.to();
        } while (!chunk.last());
        return values;
    }

    private static RowBuffer rows(Chunk chunk) {
        return ((RowRecords) chunk.records()).rows();
    }

    private static List<CellType> types(RowBuffer rows, int row) {
        List<CellType> types = new ArrayList<>();
        for (int column = 0; column < 4; column++) {
            types.add(rows.type(row, column));
        }
        return types;
    }
}
