package dev.caravan.system.jdbc;

import dev.caravan.model.Partition;
import dev.caravan.servers.PostgresServer;
import dev.caravan.spi.Source;
import dev.caravan.spi.SourceContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A driver of which nothing is known but what JDBC says; PostgreSQL's stands for any. */
@ExtendWith(PostgresServer.class)
class PlainSourceContractIT extends SourceContract {
    private String url;

    @BeforeEach
    void makeSample(PostgresServer.Running server) {
        url = server.database();
        PostgresServer.Running.run(
                url,
                "CREATE TABLE pair (k text COLLATE \"C\", n int, v timestamp, b boolean, PRIMARY KEY (k, n))",
                "INSERT INTO pair VALUES ('b', 1, '2026-01-04', true), ('a', 2, '2026-01-02 03:04:05.5', false),"
                        + " ('a', 10, NULL, NULL), ('a', 1, '2026-01-01', true)",
                "CREATE TABLE \"Odd_name%\" (d date PRIMARY KEY, x numeric, y bytea, z real)",
                "INSERT INTO \"Odd_name%\" VALUES ('2026-01-01', 1.50, 'x', 1.5), ('2026-01-02', NULL, NULL, NULL),"
                        + " ('2025-12-31', 12345678901234567890, '', -0.25), ('2026-01-03', 7, 'z', 0)");
    }

    @Override
    protected Source source() {
        return Sample.source(Sample.settings(url), List.of(), "pair", "Odd_name%");
    }

    @Override
    protected Map<String, List<String>> expected() {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        expected.put(
                "pair",
                List.of(
                        "a|1|2026-01-01T00:00:00|true",
                        "a|2|2026-01-02T03:04:05.5|false",
                        "a|10|null|null",
                        "b|1|2026-01-04T00:00:00|true"));
        expected.put(
                "Odd_name%",
                List.of(
                        "2025-12-31|12345678901234567890||-0.25",
                        "2026-01-01|1.50|x|1.5",
                        "2026-01-02|null|null|null",
                        "2026-01-03|7|z|0.0"));
        return expected;
    }

    @Override
    protected void change(Partition partition) {
        PostgresServer.Running.run(
                url,
                partition.table().equals("pair")
                        ? "UPDATE pair SET v = '2026-01-09' WHERE k = 'b'"
                        : "UPDATE \"Odd_name%\" SET x = 8 WHERE x = 7");
    }
}
