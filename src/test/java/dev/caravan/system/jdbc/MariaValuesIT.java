package dev.caravan.system.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.model.SystemSettings;
import dev.caravan.servers.MariaServer;
import dev.caravan.servers.MariaServer.Running;
import dev.caravan.spi.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every common type at its borders, and what is refused. */
@ExtendWith(MariaServer.class)
class MariaValuesIT {
    private String url;

    @BeforeEach
    void begin(Running running) {
        url = running.database();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "tinyint(1); 2; INTEGER 2",
                "bigint; -9223372036854775808; INTEGER -9223372036854775808",
                "bigint unsigned; 18446744073709551615; DECIMAL 18446744073709551615",
                "bigint unsigned; 7; INTEGER 7",
                "int unsigned; 4294967295; INTEGER 4294967295",
                "year; 1999; INTEGER 1999",
                "bit(64); b'1111111111111111111111111111111111111111111111111111111111111111'; DECIMAL 18446744073709551615",
                "bit(1); 1; INTEGER 1",
                "decimal(65,30); 12345678901234567890123456789012345.123456789012345678901234567890;"
                        + " DECIMAL 12345678901234567890123456789012345.123456789012345678901234567890",
                "decimal(10,2); 1.5; DECIMAL 1.50",
                "decimal(10,0); 7; INTEGER 7",
                "float; 0.1; REAL 0.10000000149011612",
                "float; 16777215; REAL 1.6777215E7",
                "double; 0.1; REAL 0.1",
                "double; 1.7976931348623157e308; REAL 1.7976931348623157E308",
                "date; '9999-12-31'; TEXT 9999-12-31",
                "datetime(6); '1000-01-01 00:00:00.000001'; TEXT 1000-01-01T00:00:00.000001",
                "datetime; '2026-03-29 02:30:00'; TEXT 2026-03-29T02:30:00",
                "timestamp(3); '2026-03-29 02:30:00.123'; TEXT 2026-03-29T02:30:00.123Z",
                "time(6); '-838:59:58.999999'; TEXT -838:59:58.999999",
                "time; '25:00:00'; TEXT 25:00:00",
                "json; '{\"b\": 1.10, \"a\": [null]}'; JSON {\"b\": 1.10, \"a\": [null]}",
                "enum('x','ü'); 'ü'; TEXT ü",
                "set('a','b'); 'b,a'; TEXT a,b",
                "varchar(10) CHARACTER SET latin1; 'é€'; TEXT é€",
                "char(5); 'ab'; TEXT ab",
                "varchar(5); 'ab '; TEXT ab `",
                "text; '\uD83D\uDE00 \\'; TEXT \uD83D\uDE00 \\",
                "longtext; ''; TEXT `",
                "binary(3); 0x6100; BLOB 610000",
                "blob; 0x00ff; BLOB 00ff",
                "uuid; '123e4567-e89b-12d3-a456-426655440000'; TEXT 123e4567-e89b-12d3-a456-426655440000",
                "inet6; '2001:db8::1'; TEXT 2001:db8::1",
                "int; NULL; NULL null",
            })
    void shouldReadAValueExactly(String type, String literal, String expected) {
        Running.run(
                url,
                "SET NAMES utf8mb4",
                "SET sql_mode = 'NO_BACKSLASH_ESCAPES'",
                "SET time_zone = '+00:00'",
                "CREATE TABLE t (id int PRIMARY KEY, v " + type + " NULL)",
                "INSERT INTO t VALUES (1, " + literal + ")");

        RowBuffer rows = ((RowRecords) all(Sample.settings(url), "t").get(0).records()).rows();

        CellType found = rows.type(0, 1);
        String text = found == CellType.BLOB ? HexFormat.of().formatHex(rows.bytes(0, 1)) : rows.text(0, 1);
        assertThat(found + " " + text).isEqualTo(expected.replace("`", ""));
    }

    @Test
    void shouldRejectDatesThatDoNotExistOrLeaveThemOut() {
        Running.run(
                url,
                "CREATE TABLE t (id int PRIMARY KEY, d date NOT NULL, t datetime)",
                "INSERT INTO t VALUES (1, '0000-00-00', NULL), (2, '2026-01-01', '2026-02-00'), (3, '2026-01-01', NULL)");

        Chunk refused = all(Sample.settings(url), "t").get(0);
        Chunk without = all(Sample.settings(url, "zero-dates", "null"), "t").get(0);

        assertThat(refused.rejects()).hasSize(2).allSatisfy(reject -> assertThat(reject.code())
                .isEqualTo("out_of_range"));
        assertThat(refused.rejects().get(0).reason()).contains("column 'd'").doesNotContain("0000");
        assertThat(refused.pending(2)).isTrue();
        assertThat(without.rejects()).isEmpty();
        assertThat(((RowRecords) without.records()).rows().isNull(0, 1)).isTrue();
    }

    @Test
    void shouldRejectWhatIsTooLargeAlone() {
        Running.run(
                url,
                "CREATE TABLE t (id int PRIMARY KEY, v longblob, w mediumtext)",
                "INSERT INTO t VALUES (1, repeat('x', 2000), 'y'), (2, repeat('x', 1000), NULL), (3, NULL, repeat('é', 501))");

        Chunk chunk = all(Sample.settings(url, "max-record-bytes", "1000"), "t").get(0);

        assertThat(chunk.rejects())
                .extracting(reject -> reject.key() + " " + reject.code())
                .containsExactly("t/1 record_too_large", "t/3 record_too_large");
    }

    @Test
    void shouldCutALargeTableAndReadItWithSeveralConnections() {
        Running.run(
                url,
                "CREATE TABLE t (a varchar(20), b int, PRIMARY KEY (a, b))",
                "INSERT INTO t SELECT concat('k', seq % 7), seq FROM seq_1_to_120000");

        List<Chunk> chunks = all(Sample.settings(url), "t");

        List<String> keys = new ArrayList<>();
        chunks.forEach(chunk -> {
            for (int record = 0; record < chunk.records().count(); record++) {
                keys.add(chunk.records().key(record));
            }
        });
        assertThat(chunks.stream().map(chunk -> chunk.partition().id()).distinct())
                .containsExactly("t part 1 of 2", "t part 2 of 2");
        Set<String> expected = new HashSet<>();
        IntStream.rangeClosed(1, 120_000).forEach(number -> expected.add("t/k" + number % 7 + "," + number));
        assertThat(keys).hasSize(120_000);
        assertThat(expected.equals(new HashSet<>(keys))).isTrue();
    }

    @Test
    void shouldReadOneStateWhoeverWritesAndWithoutTheRightToLock() {
        Running.run(
                url,
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "INSERT INTO t SELECT seq, 'old' FROM seq_1_to_10",
                "CREATE USER IF NOT EXISTS reader@'%' IDENTIFIED BY 's3cret'",
                "GRANT SELECT ON *.* TO reader@'%'");
        SystemSettings plain = Sample.settings(url.replace("root@", "reader:s3cret@"));
        Source source = Sample.source(plain, List.of(), "t");
        Partition partition = source.open().get(0);

        Running.run(url, "UPDATE t SET v = 'new'", "DELETE FROM t WHERE id = 3", "INSERT INTO t VALUES (11, 'new')");

        RowBuffer rows =
                ((RowRecords) source.read(partition, Position.START, 100).records()).rows();
        source.close();
        assertThat(rows.rows()).isEqualTo(10);
        for (int row = 0; row < 10; row++) {
            assertThat(rows.text(row, 1)).isEqualTo("old");
        }
    }

    @Test
    void shouldRefuseWhatItCannotRead() {
        Running.run(
                url,
                "CREATE TABLE bare (v text)",
                "CREATE TABLE words (e enum('b','a') PRIMARY KEY)",
                "CREATE TABLE twice (n int)",
                "INSERT INTO twice VALUES (1), (1)");

        assertRefused(Sample.settings(url), List.of(), "bare", "no key of its own");
        assertRefused(Sample.settings(url), List.of(), "words", "enum");
        assertRefused(Sample.settings(url), List.of("n"), "twice", "not unique");
        assertRefused(Sample.settings(url), List.of("m"), "twice", "did you mean 'n'");
        assertRefused(Sample.settings(url), List.of(), "word", "did you mean 'words'");
        assertRefused(Sample.settings(url.replace("root@", "root:wr0ng@")), List.of(), "bare", "refuses this user");
        assertRefused(Sample.settings(url + "?allowLocalInfile=true"), List.of(), "bare", "not allowed");
        assertRefused(Sample.settings("jdbc:h2:mem:x;password=wr0ng"), List.of(), "t", "no driver knows this URL");
        assertRefused(
                Sample.settings("jdbc:mariadb://127.0.0.1:1/x?password=wr0ng"), List.of(), "t", "nothing answers");
    }

    private static void assertRefused(SystemSettings settings, List<String> key, String table, String because) {
        assertThatThrownBy(() -> {
                    try (Source source = Sample.source(settings, key, table)) {
                        source.open();
                    }
                })
                .isInstanceOfSatisfying(CaravanException.class, e -> {
                    assertThat(e.code())
                            .isIn(ErrorCode.SOURCE_UNUSABLE, ErrorCode.SCHEMA_MISMATCH, ErrorCode.FILE_INVALID);
                    assertThat(e.line()).contains(because).doesNotContain("wr0ng");
                });
    }

    private static List<Chunk> all(SystemSettings settings, String table) {
        List<Chunk> chunks = new ArrayList<>();
        try (Source source = Sample.source(settings, List.of(), table)) {
            for (Partition partition : source.open()) {
                Position from = Position.START;
                Chunk chunk;
                do {
                    chunk = source.read(partition, from, 7000);
                    chunks.add(chunk);
                    from = chunk.to();
                } while (!chunk.last());
            }
        }
        return chunks;
    }
}
