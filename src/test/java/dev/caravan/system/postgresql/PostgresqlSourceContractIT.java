package dev.caravan.system.postgresql;

import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.servers.PostgresServer;
import dev.caravan.spi.Source;
import dev.caravan.spi.SourceContract;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresServer.class)
class PostgresqlSourceContractIT extends SourceContract {
    private String url;

    @BeforeEach
    void makeSample(PostgresServer.Running server) {
        url = server.database();
        PostgresServer.Running.run(
                url,
                "CREATE TABLE plain (a text, b numeric)",
                "INSERT INTO plain VALUES ('1', 1), (NULL, 2.50), ('x|y', 'NaN'), ('ü', 3)",
                "CREATE TABLE pair (k text COLLATE \"C\", n int, v timestamptz, PRIMARY KEY (k, n))",
                "INSERT INTO pair VALUES ('b', 1, '2026-01-04Z'), ('a', 2, '2026-01-02Z'), ('a', 10, '2026-01-03Z'),"
                        + " ('a', 1, '2026-01-01Z')",
                "CREATE VIEW seen AS SELECT n AS id, upper(k) AS k FROM pair WHERE k = 'a' UNION ALL SELECT 99, 'z'",
                "CREATE TABLE times (at timestamptz, note text, PRIMARY KEY (at))",
                "INSERT INTO times VALUES ('0044-03-15Z BC', 'c'), ('-infinity', 'b'), ('2026-01-01 00:00:00.5Z', ''),"
                        + " ('infinity', NULL)");
    }

    @Override
    protected Source source() {
        return new PostgresqlSystem(Clock.systemUTC())
                .source(new Pipeline.Export(
                        Sample.settings(url), List.of("plain", "pair", "times", "public.pair"), List.of(), List.of()));
    }

    @Override
    protected Map<String, List<String>> expected() {
        List<String> pair = List.of(
                "a|1|2026-01-01T00:00:00Z",
                "a|2|2026-01-02T00:00:00Z",
                "a|10|2026-01-03T00:00:00Z",
                "b|1|2026-01-04T00:00:00Z");
        Map<String, List<String>> expected = new LinkedHashMap<>();
        expected.put("plain", List.of("1|1|(0,1)", "null|2.50|(0,2)", "x|y|NaN|(0,3)", "ü|3|(0,4)"));
        expected.put("pair", pair);
        expected.put(
                "times",
                List.of("-infinity|b", "0044-03-15T00:00:00Z BC|c", "2026-01-01T00:00:00.5Z|", "infinity|null"));
        expected.put("public.pair", pair);
        return expected;
    }

    @Override
    protected void change(Partition partition) {
        PostgresServer.Running.run(
                url,
                switch (partition.table()) {
                    case "plain" -> "UPDATE plain SET b = 2 WHERE b = 1";
                    case "times" -> "UPDATE times SET note = 'd' WHERE note = 'c'";
                    default -> "UPDATE pair SET v = '2026-01-09Z' WHERE n = 2";
                });
    }
}
