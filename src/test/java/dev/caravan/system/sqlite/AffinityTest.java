package dev.caravan.system.sqlite;

import static dev.caravan.spi.Chunks.chunk;
import static dev.caravan.spi.Chunks.table;
import static dev.caravan.spi.Chunks.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.Existing;
import dev.caravan.model.Fate;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.Chunks;
import dev.caravan.spi.Chunks.Cell;
import dev.caravan.spi.Source;
import dev.caravan.spi.Target;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of value into every kind of column: it comes back as it went in, or it is rejected. */
class AffinityTest {
    private static final List<String> TYPES = List.of(
            "TEXT",
            "VARCHAR(20)",
            "INTEGER",
            "BIGINT",
            "INT",
            "REAL",
            "DOUBLE",
            "FLOATING POINT",
            "NUMERIC",
            "DECIMAL(10,2)",
            "BOOLEAN",
            "DATE",
            "DATETIME",
            "JSON",
            "UUID",
            "STRING",
            "BLOB",
            "");
    private static final List<String> STRICT = List.of("TEXT", "INTEGER", "INT", "REAL", "BLOB", "ANY");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> shouldKeepOrReject() {
        return Stream.of("UTF-8", "UTF-16le")
                .flatMap(encoding -> Stream.concat(
                        TYPES.stream()
                                .map(type ->
                                        dynamicTest(encoding + " " + type, () -> keepOrReject(encoding, type, ""))),
                        STRICT.stream()
                                .map(type -> dynamicTest(
                                        encoding + " strict " + type, () -> keepOrReject(encoding, type, "STRICT")))));
    }

    @ParameterizedTest
    @CsvSource({
        "TEXT, 12, reject",
        "TEXT, true, reject",
        "INTEGER, 5, keep",
        "INTEGER, true, keep",
        "INTEGER, 5.0, reject",
        "INTEGER, '''5''', reject",
        "REAL, 5, keep",
        "REAL, 9007199254740993, reject",
        "NUMERIC, 5.5, keep",
        "NUMERIC, 9007199254740993, keep",
        "DATE, '''2024-05-01''', keep",
        "DATE, '''20240501''', reject",
        "BOOLEAN, true, keep",
        "BOOLEAN, 5.5, reject",
        "BLOB, '''text''', reject",
    })
    void shouldDecideByTheDeclaredType(String type, String literal, String wanted) {
        try (Sample sample =
                new Sample(folder.resolve("one.db"), "CREATE TABLE t (id INTEGER PRIMARY KEY, v " + type + ")")) {
            Target target = sample.opened(Existing.REJECT, table("t", "id"));

            Chunk chunk = write(target, chunk(Chunks.rows("id,v", Chunks.row(1, value(literal)))));

            assertThat(chunk.fate(0)).isEqualTo(wanted.equals("keep") ? Fate.IMPORTED : Fate.REJECTED);
        }
    }

    private static Object value(String literal) {
        if (literal.startsWith("'")) {
            return literal.substring(1, literal.length() - 1);
        }
        if (literal.equals("true")) {
            return true;
        }
        return literal.contains(".") ? (Object) Double.valueOf(literal) : Long.valueOf(literal);
    }

    private void keepOrReject(String encoding, String type, String strict) {
        Path file = folder.resolve((encoding + type + strict).replaceAll("\\W", "") + ".db");
        try (Sample sample = new Sample(
                file,
                "PRAGMA encoding = '" + encoding + "'",
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v " + type + ") " + strict)) {
            List<Object> values = values();
            Object[][] rows = new Object[values.size()][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = Chunks.row(i, values.get(i));
            }
            Target target = sample.opened(Existing.REJECT, table("t", "id"));

            Chunk chunk = write(target, chunk(Chunks.rows("id,v", rows)));

            Map<Long, String> stored = stored(sample);
            int kept = 0;
            for (int i = 0; i < rows.length; i++) {
                if (chunk.fate(i) == Fate.IMPORTED) {
                    assertThat(stored.remove((long) i))
                            .as("row %d in %s column", i, type)
                            .isEqualTo(canonical(chunk.rows(), i, 1));
                    kept++;
                } else {
                    assertThat(chunk.fate(i)).isEqualTo(Fate.REJECTED);
                }
            }
            assertThat(stored).isEmpty();
            assertThat(kept).as("a column that takes nothing proves nothing").isGreaterThan(3);
            assertThat(chunk.rejects())
                    .allSatisfy(reject -> assertThat(reject.code()).isIn("bad_type", "inexact_number", "invalid_utf8"))
                    .allSatisfy(reject -> assertThat(reject.reason()).contains("'v'", "'t'"));
        }
    }

    private static Map<Long, String> stored(Sample sample) {
        Source source = sample.system().scan(sample.settings(), "t", List.of("id", "v"), List.of("id"));
        Partition partition = source.open().get(0);
        Chunk chunk = source.read(partition, Position.START, 10_000);
        source.close();
        RowBuffer rows = ((RowRecords) chunk.records()).rows();
        Map<Long, String> stored = new LinkedHashMap<>();
        for (int row = 0; row < rows.rows(); row++) {
            stored.put(rows.longValue(row, 0), canonical(rows, row, 1));
        }
        return stored;
    }

    /** A number is its value and the sign of its zero; everything else is its type and bytes. */
    private static String canonical(RowBuffer rows, int row, int column) {
        return switch (rows.type(row, column)) {
            case NULL -> "null";
            case BOOLEAN, INTEGER -> number(BigDecimal.valueOf(rows.longValue(row, column)));
            case REAL -> real(rows.doubleValue(row, column));
            case DECIMAL -> number(new BigDecimal(rows.text(row, column)));
            case TEXT, JSON -> "text " + HexFormat.of().formatHex(rows.bytes(row, column));
            case BLOB, VECTOR -> "blob " + HexFormat.of().formatHex(rows.bytes(row, column));
            case INVALID_TEXT -> "invalid";
        };
    }

    private static String real(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value) || (value == 0 && 1 / value < 0)) {
            return "number " + value;
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < 0x1p64;
        return number(whole ? new BigDecimal(value) : new BigDecimal(Double.toString(value)));
    }

    private static String number(BigDecimal value) {
        return "number "
                + (value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString());
    }

    private static List<Object> values() {
        List<Object> values = new ArrayList<>();
        values.add(null);
        values.addAll(List.of(true, false));
        values.addAll(List.of(0L, 1L, -1L, 127L, 1L << 31, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE));
        values.addAll(List.of(
                0.0,
                -0.0,
                1.0,
                0.1,
                -2.5,
                1e15,
                1e16,
                9.007199254740993e15,
                1e18,
                9.2233720368547758e18,
                1e19,
                1e300,
                5e-324,
                Double.MAX_VALUE,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY));
        for (String decimal : List.of(
                "12345678901234567890",
                "0.1",
                "0.10",
                "1e400",
                "3.14159265358979323846",
                "1e2",
                "9223372036854775808",
                "-9223372036854775808",
                "1E-400",
                "0.30000000000000004",
                "100")) {
            values.add(new Cell(CellType.DECIMAL, decimal.getBytes(UTF_8)));
        }
        values.addAll(List.of(
                "",
                " ",
                "a",
                "12",
                " 12 ",
                "+12",
                "1.5",
                ".5",
                "5.",
                "1e5",
                "1e",
                "0x10",
                "12abc",
                "-",
                "00012",
                "1_000",
                "12\u0000",
                "a\u0000b",
                "\u0000",
                "9223372036854775808",
                "nan",
                "inf",
                "Infinity",
                "2024-05-01",
                "2024-05-01T10:00:00Z",
                "12e45678901234567890123456789012",
                "naïve café",
                "日本語",
                "🚀 \uD83D\uDE80",
                "٣",
                "\t12\n",
                "'quoted'",
                "\"; DROP TABLE t; --",
                "\uFEFFbom",
                "true",
                "null"));
        values.add(new Cell(CellType.JSON, "{\"a\":[1,2.50]}".getBytes(UTF_8)));
        values.add(new Cell(CellType.JSON, "12".getBytes(UTF_8)));
        values.add(new Cell(CellType.BLOB, new byte[0]));
        values.add(new Cell(CellType.BLOB, new byte[] {0, 1, -1, -128}));
        values.add(new Cell(CellType.BLOB, "12".getBytes(UTF_8)));
        values.add(new Cell(CellType.INVALID_TEXT, new byte[] {'a', (byte) 0xC0, (byte) 0x80}));
        return values;
    }
}
