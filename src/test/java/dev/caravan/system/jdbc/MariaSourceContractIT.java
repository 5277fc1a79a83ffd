package dev.caravan.system.jdbc;

import dev.caravan.model.Partition;
import dev.caravan.servers.MariaServer;
import dev.caravan.spi.Source;
import dev.caravan.spi.SourceContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaServer.class)
class MariaSourceContractIT extends SourceContract {
    private String url;

    @BeforeEach
    void makeSample(MariaServer.Running server) {
        url = server.database();
        MariaServer.Running.run(
                url,
                "CREATE TABLE pair (k varchar(10) COLLATE utf8mb4_general_ci, n int, v datetime(3), PRIMARY KEY (k, n))",
                "INSERT INTO pair VALUES ('b', 1, '2026-01-04'), ('A', 2, '2026-01-02 03:04:05.5'), ('a', 10, NULL),"
                        + " ('a', 1, '2026-01-01')",
                "CREATE TABLE `odd \"name` (`key of` decimal(30,2) PRIMARY KEY, `ü` blob)",
                "INSERT INTO `odd \"name` VALUES (-1.5, 'x'), (12345678901234567890.25, NULL), (0, ''), (2, 'y|z')",
                "CREATE TABLE dates (at timestamp(6) PRIMARY KEY, d date)",
                "INSERT INTO dates VALUES ('2026-01-02 00:00:00', '2026-01-01'), ('2026-01-01', '0000-00-00'),"
                        + " ('2026-01-01 00:00:00.000001', '2025-00-00'), ('2030-01-01', '9999-12-31')");
    }

    @Override
    protected Source source() {
        return Sample.source(Sample.settings(url), List.of(), "pair", "odd \"name", "dates");
    }

    @Override
    protected Map<String, List<String>> expected() {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        expected.put(
                "pair",
                List.of(
                        "a|1|2026-01-01T00:00:00.000",
                        "A|2|2026-01-02T03:04:05.500",
                        "a|10|null",
                        "b|1|2026-01-04T00:00:00.000"));
        expected.put("odd \"name", List.of("-1.50|x", "0.00|", "2.00|y|z", "12345678901234567890.25|null"));
        expected.put(
                "dates",
                List.of(
                        "out_of_range",
                        "out_of_range",
                        "2026-01-02T00:00:00.000000Z|2026-01-01",
                        "2030-01-01T00:00:00.000000Z|9999-12-31"));
        return expected;
    }

    @Override
    protected void change(Partition partition) {
        MariaServer.Running.run(
                url,
                switch (partition.table()) {
                    case "pair" -> "UPDATE pair SET v = '2026-02-02' WHERE k = 'b'";
                    case "dates" -> "UPDATE dates SET d = '2026-02-02' WHERE d = '9999-12-31'";
                    default -> "UPDATE `odd \"name` SET `ü` = 'z' WHERE `key of` = -1.5";
                });
    }
}
