package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person with a browser, a scraper and an attacker, all at the same running migration. */
class BrowserIT {
    private static final int THINGS = 14_000;
    private static final int THROTTLE = 400;
    private static final String IMPORT = "walk.things.import";
    private static final String SUSPENDED = "route " + IMPORT + " is suspended";
    private static final String OF = "migration=\"walk\",pipeline=\"things\"";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private ServedHome served;
    private RealBrowser browser;
    private RealPrometheus prometheus;
    private Browsing attacker;

    @BeforeEach
    void start() throws Exception {
        served = new ServedHome(folder.resolve("home"), THINGS, THROTTLE);
        opened.push(served);
        served.start();
        URI console = await().atMost(PATIENCE).until(served::console, Objects::nonNull);
        prometheus = new RealPrometheus(console, folder.resolve("prometheus"));
        opened.push(prometheus);
        browser = new RealBrowser(console, folder);
        opened.push(browser);
        attacker = new Browsing(console);
    }

    @AfterEach
    void stop() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @Test
    void shouldWaitWhileTheImportStageIsSuspendedInHawtioAndFinishOnceItIsResumed() throws Exception {
        browser.logIn("olga", ServedHome.PASSWORD);
        served.order("go.yaml", Map.of("run", "walk", "by", "olga"));
        await().atMost(PATIENCE).until(() -> imported() > 0);

        assertThat(browser.routes()).contains("caravan\nroutes\n", "walk\n");
        assertThat(browser.operate(IMPORT, "suspend()")).isEqualTo("Operation successful");
        assertThat(browser.statusWith(SUSPENDED)).contains("walk: running", "copying", SUSPENDED);

        double waiting = imported();
        assertThat(waiting).isBetween(1.0, THINGS - 1.0);
        assertSeenByPrometheus(waiting);
        assertNothingMoreIsDoneThroughJolokia();
        assertThat(imported()).isEqualTo(waiting);
        assertThat(rows()).isEqualTo((long) waiting);

        browser.routes();
        assertThat(browser.operate(IMPORT, "resume()")).isEqualTo("Operation successful");
        assertThat(browser.statusWith("walk: done")).contains("14,000").doesNotContain("suspended");
        assertThat(rows()).isEqualTo(THINGS);
        assertThat(browser.trouble()).isEmpty();

        assertThat(served.stop()).as(served.said()).isEqualTo(143);
        assertThat(deeds())
                .containsExactly(
                        "olga log in", "olga suspend route " + IMPORT, "olga log in", "olga resume route " + IMPORT);
    }

    private void assertSeenByPrometheus(double waiting) {
        String reason = "caravan_pipeline_waiting{" + OF + ",reason=\"" + SUSPENDED + "\"}";
        await().atMost(PATIENCE).until(() -> prometheus.value(reason) == 1);
        await().atMost(PATIENCE)
                .until(() -> prometheus.value("caravan_records_total{" + OF + ",fate=\"imported\"}") == waiting);
        await().atMost(PATIENCE)
                .until(() -> prometheus.value("caravan_chunk_seconds_count{" + OF + ",stage=\"import\"}")
                        == Math.floor(waiting / 200));
        await().atMost(PATIENCE).until(() -> prometheus.value("min_over_time(up[1m])") == 1);
    }

    private void assertNothingMoreIsDoneThroughJolokia() throws Exception {
        List<String> probes = Probes.on(IMPORT);
        attacker.logIn("olga", ServedHome.PASSWORD);
        JsonNode before = states();

        assertThat(probes).hasSizeGreaterThan(60);
        for (String probe : probes) {
            JsonNode answer = attacker.ask(probe);
            assertThat(answer.path("status").asInt()).as(probe + ": " + answer).isNotEqualTo(200);
            assertThat(answer.has("value")).as(probe).isFalse();
        }
        assertThat(before).hasSizeGreaterThan(10);
        assertThat(states()).isEqualTo(before);
    }

    private JsonNode states() throws Exception {
        return attacker.ask("{\"type\":\"read\",\"mbean\":\"org.apache.camel:context=caravan,type=routes,*\","
                        + "\"attribute\":\"State\"}")
                .path("value");
    }

    private double imported() throws IOException, InterruptedException {
        String series = "caravan_records_total{fate=\"imported\"," + OF + "} ";
        return attacker.get("observe/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    private long rows() throws SQLException {
        return Long.parseLong(texts(served.target(), "SELECT count(DISTINCT name) FROM things")
                .get(0));
    }

    private List<String> deeds() throws SQLException {
        String query = "SELECT who || ' ' || what FROM journal_entries WHERE what LIKE '%route%' OR what LIKE 'log%'"
                + " ORDER BY number";
        return texts(served.state().resolve("caravan.db"), query);
    }

    private static List<String> texts(Path database, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection open = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = open.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }
}
