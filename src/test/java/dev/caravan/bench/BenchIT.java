package dev.caravan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.scenario.Launched;
import dev.caravan.servers.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bench on the real program, small: that its figures belong together, never how large they are. */
@ExtendWith(PostgresServer.class)
final class BenchIT {
    private static final int RECORDS = 600;
    private static final int SECONDS = 2;
    private static final boolean CAMPAIGN = Boolean.getBoolean("caravan.campaign");
    /** Cases that do what another one does, with other numbers; a campaign takes them all. */
    private static final Set<String> ALIKE =
            Set.of("memories-jq", "sqlite-postgresql", "switch-back", "router-shadow-all", "chroma-wide", "fleet-wide");

    @TempDir
    Path folder;

    static List<BenchCase> cases() {
        return BenchCases.all().stream()
                .filter(one -> CAMPAIGN || !ALIKE.contains(one.title().name()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldMeasure(BenchCase one, PostgresServer.Running postgres) throws IOException, InterruptedException {
        Launched caravan = new Launched(folder);
        // Traffic counts seconds and changes of share, not records
        int records =
                one.title().records() > RECORDS ? RECORDS : Math.min(one.title().records(), SECONDS);

        int status = caravan.run(List.of(
                "bench",
                one.title().name(),
                "-q",
                "--set",
                "pg.url=" + postgres.database(),
                "--records",
                String.valueOf(records),
                "--rounds",
                "1",
                "--report",
                "bench.json"));

        assertThat(status).as(caravan.said()).isZero();
        JsonNode seen = new ObjectMapper()
                .readTree(folder.resolve("bench.json").toFile())
                .path("cases");
        assertThat(seen.findValuesAsText("case")).containsExactly(one.title().name());
        assertThat(seen.path(0).path("records").asInt()).isEqualTo(records);
        checkFigures(seen.path(0).path("rows"));
        assertThat(folder.resolve("state/bench")).isEmptyDirectory();
    }

    private static void checkFigures(JsonNode rows) {
        JsonNode medians = rows.path(0).path("medians");
        double parts = medians.path("loadSeconds").asDouble()
                + medians.path("startSeconds").asDouble()
                + medians.path("verifySeconds").asDouble();
        // A case that measures a whole process does not part it
        if (medians.has("loadSeconds") || medians.has("startSeconds")) {
            assertThat(parts).isEqualTo(medians.path("wallSeconds").asDouble(), offset(0.001));
        }
        // Nor does one that measures a change of share know a process
        if (!medians.has("backMilliseconds") && !medians.has("lostRequests")) {
            assertThat(medians.path("peakMegabytes").asDouble()).isGreaterThan(20);
            assertThat(medians.path("cpuSeconds").asDouble()).isGreaterThan(0.1);
        }
    }

    @Test
    void shouldMapToTheSameRowsByFieldsAndByJq() throws IOException, InterruptedException, SQLException {
        MemoriesData.write(folder.resolve("data/memories.json"), RECORDS, 11);

        run("fields");
        run("jq");

        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("fields.db"))) {
            connection.createStatement().execute("ATTACH '" + folder.resolve("jq.db") + "' AS jq");
            assertThat(count(connection, "SELECT count(*) FROM main.memories")).isEqualTo(RECORDS);
            assertThat(count(connection, "SELECT count(*) FROM jq.memories")).isEqualTo(RECORDS);
            assertThat(count(
                            connection,
                            "SELECT count(*) FROM (SELECT * FROM main.memories EXCEPT SELECT * FROM jq.memories)"))
                    .isZero();
        }
    }

    private void run(String mapping) throws IOException, InterruptedException {
        Path file = folder.resolve(mapping + ".yaml");
        try (var in = BenchCase.class.getResourceAsStream("/bench/memories-" + mapping + ".yaml")) {
            Files.write(file, in.readAllBytes());
        }
        Launched caravan = new Launched(folder);
        int status = caravan.run(
                List.of("run", file.toString(), "--state", mapping, "--set", "v2.db=" + mapping + ".db", "--quiet"));
        assertThat(status).as(caravan.said()).isZero();
    }

    private static long count(Connection connection, String query) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery(query)) {
            return row.getLong(1);
        }
    }
}
