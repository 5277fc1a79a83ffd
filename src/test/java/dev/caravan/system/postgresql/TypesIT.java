package dev.caravan.system.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.CellType;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.relational.Sql;
import dev.caravan.servers.PostgresServer;
import dev.caravan.system.postgresql.type.Codec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every type both ways against the server: what it keeps is read right, and what was read is kept as it was. */
@ExtendWith(PostgresServer.class)
class TypesIT {
    private static Connection connection;
    private static TypeTrip trip;

    @BeforeAll
    static void connect(PostgresServer.Running server) throws SQLException {
        connection = PostgresqlServer.of(Sample.settings(server.database()), ErrorCode.TARGET_UNUSABLE)
                .writing();
        Sql.run(
                connection,
                "CREATE TYPE mood AS ENUM ('sad', 'ok', 'très bien'); CREATE DOMAIN price AS numeric(10, 2) CHECK"
                        + " (value >= 0); CREATE DOMAIN code AS varchar(5); CREATE DOMAIN coded AS code");
        connection.commit();
        trip = new TypeTrip(connection);
    }

    @AfterEach
    void forget() throws SQLException {
        connection.rollback();
    }

    @AfterAll
    static void close() {
        PostgresqlServer.closeQuietly(connection);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "smallint | -32768 | INTEGER | -32768",
                "integer | 2147483647 | INTEGER | 2147483647",
                "bigint | -9223372036854775808 | INTEGER | -9223372036854775808",
                "oid | 4294967295 | INTEGER | 4294967295",
                "boolean | t | BOOLEAN | true",
                "boolean | f | BOOLEAN | false",
                "real | 0.1 | REAL | 0.10000000149011612",
                "real | NaN | REAL | NaN",
                "real | -Infinity | REAL | -Infinity",
                "real | 3.4028235e38 | REAL | 3.4028234663852886E38",
                "real | 1e-45 | REAL | 1.401298464324817E-45",
                "double precision | 0.1 | REAL | 0.1",
                "double precision | -0 | REAL | -0.0",
                "double precision | NaN | REAL | NaN",
                "double precision | Infinity | REAL | Infinity",
                "double precision | 4.9e-324 | REAL | 4.9E-324",
                "numeric | 0 | INTEGER | 0",
                "numeric | 5 | INTEGER | 5",
                "numeric | -1234567890123456 | INTEGER | -1234567890123456",
                "numeric | 10000000000000000 | DECIMAL | 10000000000000000",
                "numeric | 100000000 | INTEGER | 100000000",
                "numeric | 0.00 | DECIMAL | 0.00",
                "numeric | 1.50 | DECIMAL | 1.50",
                "numeric | -0.000012340 | DECIMAL | -0.000012340",
                "numeric | 10000.0001 | DECIMAL | 10000.0001",
                "numeric | 12345678901234567890.12345678901234567890 | DECIMAL |"
                        + " 12345678901234567890.12345678901234567890",
                "numeric | 1e30 | DECIMAL | 1000000000000000000000000000000",
                "numeric | 1e-30 | DECIMAL | 0.000000000000000000000000000001",
                "numeric | 100000000000000000000.5 | DECIMAL | 100000000000000000000.5",
                "numeric | NaN | DECIMAL | NaN",
                "numeric | Infinity | DECIMAL | Infinity",
                "numeric | -Infinity | DECIMAL | -Infinity",
                "numeric(10,2) | 99999999.99 | DECIMAL | 99999999.99",
                "numeric(3,-2) | 12300 | INTEGER | 12300",
                "numeric(3,5) | 0.00123 | DECIMAL | 0.00123",
                "price | 12.50 | DECIMAL | 12.50",
                "text | `` | TEXT | ``",
                "text | `tab\tline\nquote'\"back\\slash` | TEXT | `tab\tline\nquote'\"back\\slash`",
                "text | 日本語 🚀 | TEXT | 日本語 🚀",
                "varchar(3) | äöü | TEXT | äöü",
                "char(5) | ab | TEXT | ab",
                "char | x | TEXT | x",
                "coded | abcde | TEXT | abcde",
                "bytea | \\x00ff5c | BLOB | \\x00ff5c",
                "bytea | `` | BLOB | \\x",
                "uuid | A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11 | TEXT | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                "date | 2026-02-28 | TEXT | 2026-02-28",
                "date | 2000-02-29 | TEXT | 2000-02-29",
                "date | 0001-01-01 | TEXT | 0001-01-01",
                "date | 0044-03-15 BC | TEXT | 0044-03-15 BC",
                "date | 4713-01-01 BC | TEXT | 4713-01-01 BC",
                "date | 5874897-12-31 | TEXT | 5874897-12-31",
                "date | infinity | TEXT | infinity",
                "date | -infinity | TEXT | -infinity",
                "time | 23:59:59.999999 | TEXT | 23:59:59.999999",
                "time | 24:00:00 | TEXT | 24:00:00",
                "time | 01:02:03.5 | TEXT | 01:02:03.5",
                "time(3) | 01:02:03.123 | TEXT | 01:02:03.123",
                "timetz | 01:02:03+05:30 | TEXT | 01:02:03+05:30",
                "timetz | 01:02:03-15:59:59 | TEXT | 01:02:03-15:59:59",
                "timetz | 01:02:03Z | TEXT | 01:02:03+00:00",
                "timestamp | 2026-01-31 23:59:59.000001 | TEXT | 2026-01-31T23:59:59.000001",
                "timestamp | 1999-12-31 23:59:59.9 | TEXT | 1999-12-31T23:59:59.9",
                "timestamp | 4714-11-24 00:00:00 BC | TEXT | 4714-11-24T00:00:00 BC",
                "timestamp | 294276-12-31 23:59:59.999999 | TEXT | 294276-12-31T23:59:59.999999",
                "timestamp | infinity | TEXT | infinity",
                "timestamptz | 2026-06-30 12:00:00+02 | TEXT | 2026-06-30T10:00:00Z",
                "timestamptz | 0001-01-01 00:00:00 BC | TEXT | 0001-01-01T00:00:00Z BC",
                "timestamptz | -infinity | TEXT | -infinity",
                "interval | 0 | TEXT | PT0S",
                "interval | 1 year 2 mons 3 days 04:05:06.789 | TEXT | P1Y2M3DT4H5M6.789S",
                "interval | -14 months 3 days -00:00:00.5 | TEXT | P-1Y-2M3DT-0.5S",
                "interval | 100000:00:00 | TEXT | PT100000H",
                "interval | 1 day -1 hour | TEXT | P1DT-1H",
                "interval | infinity | TEXT | infinity",
                "json | {\"a\" : 1,  \"a\":2} | JSON | {\"a\" : 1,  \"a\":2}",
                "jsonb | {\"b\" : 1.10,  \"aa\":[1e2, null], \"b\":\"ü\"} | JSON | {\"b\": \"ü\", \"aa\": [100, null]}",
                "jsonb | \"a\\u000a\\u001f\\\\\" | JSON | \"a\\n\\u001f\\\\\"",
                "jsonb | -0.0 | JSON | 0.0",
                "jsonb | 1.50e-3 | JSON | 0.00150",
                "mood | très bien | TEXT | très bien",
                "inet | 192.168.0.1 | TEXT | 192.168.0.1",
                "inet | 192.168.0.1/24 | TEXT | 192.168.0.1/24",
                "inet | ::1 | TEXT | ::1",
                "inet | 2001:db8:0:0:1:0:0:1/64 | TEXT | 2001:db8::1:0:0:1/64",
                "inet | fe80::/10 | TEXT | fe80::/10",
                "inet | ::ffff:1.2.3.4 | TEXT | ::ffff:102:304",
                "cidr | 10.0.0.0/8 | TEXT | 10.0.0.0/8",
                "cidr | 10.1.2.3 | TEXT | 10.1.2.3/32",
                "integer[] | {1,NULL,3} | JSON | [1, null, 3]",
                "integer[] | {} | JSON | []",
                "integer[] | {{1,2},{3,4}} | JSON | [[1, 2], [3, 4]]",
                "integer[] | [0:1]={7,8} | JSON | {\"lower\": [0], \"array\": [7, 8]}",
                "integer[] | [2:3][0:0]={{7},{8}} | JSON | {\"lower\": [2, 0], \"array\": [[7], [8]]}",
                "text[] | {a,NULL,\"NULL\",\"\",\"q\\\"u,{}\\\\\"} | JSON | [\"a\", null, \"NULL\", \"\","
                        + " \"q\\\"u,{}\\\\\"]",
                "real[] | {0.1,NaN,-Infinity} | JSON | [0.1, \"NaN\", \"-Infinity\"]",
                "numeric(6,2)[] | {1.50,NaN} | JSON | [1.50, \"NaN\"]",
                "numeric[] | {1.50,-0.00} | JSON | [1.50, 0.00]",
                "bytea[] | {\"\\\\x00ff\",\"\\\\x\"} | JSON | [\"\\\\x00ff\", \"\\\\x\"]",
                "timestamptz[] | {2026-01-01 00:00:00+00} | JSON | [\"2026-01-01T00:00:00Z\"]",
                "jsonb[] | {\"{\\\"a\\\":1}\",\"[2]\"} | JSON | [\"{\\\"a\\\": 1}\", \"[2]\"]",
                "mood[] | {sad,ok} | JSON | [\"sad\", \"ok\"]",
                "uuid[] | {a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11} | JSON | [\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"]",
                "boolean[] | {t,f} | JSON | [true, false]",
                "price[] | {12.50} | JSON | [12.50]"
            })
    void shouldTravelBothWays(String type, String literal, CellType cell, String text) throws SQLException {
        trip.shouldTravelBothWays(type, literal, cell, text);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "timestamptz | 2026-01-31 10:00:00 | 2026-01-31T10:00:00Z",
                "timestamptz | 2026-01-31T10:00:00.120+02:00 | 2026-01-31T08:00:00.12Z",
                "timestamptz | 2026-01-31T10:00Z | 2026-01-31T10:00:00Z",
                "timestamptz | 2026-01-31t10:00:00.123456000z | 2026-01-31T10:00:00.123456Z",
                "timestamp | 2026-01-31T10:00:00Z | 2026-01-31T10:00:00",
                "uuid | a0eebc999c0b4ef8bb6d6bb9bd380a11 | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                "numeric | +1.5e3 | 1500",
                "numeric(5,2) | 1.5 | 1.50",
                "interval | P2W | P14D",
                "inet | 2001:DB8::0001 | 2001:db8::1",
                "text[] | [\"a\" , null] | [\"a\", null]",
                "jsonb | {\"b\":1,\"a\":{\"c\":[]}} | {\"a\": {\"c\": []}, \"b\": 1}",
                "jsonb[] | [{\"b\":1,\"a\":2}] | [\"{\\\"a\\\": 2, \\\"b\\\": 1}\"]",
                "boolean | TRUE | true",
                "price | 3 | 3.00"
            })
    void shouldKeepWhatAnotherSystemWrote(String type, String text, String kept) throws SQLException {
        RowBuffer meant = new RowBuffer(List.of("v"), 1);
        meant.beginRow(0);
        meant.addText(text);
        meant.endRow();
        Codec codec = trip.codec(type);

        trip.write(codec, meant);

        assertThat(TypeTrip.shown(trip.copyOut("SELECT v FROM pg_temp.one", codec)))
                .isEqualTo(kept);
        if (!type.startsWith("numeric") && !type.equals("price")) {
            assertThat(TypeTrip.shown(trip.stored(meant))).isEqualTo(kept);
        }
    }
}
