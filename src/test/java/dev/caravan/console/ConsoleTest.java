package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.camel.CamelHouse;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Counts;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Person;
import dev.caravan.model.Split;
import dev.caravan.repository.Holder;
import dev.caravan.repository.JournalEntry;
import dev.caravan.repository.Passage;
import dev.caravan.repository.PipelineProgress;
import dev.caravan.repository.PipelineState;
import dev.caravan.repository.Share;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.settings.ConsoleSettings;
import dev.caravan.step.StepCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console as a browser, a scraper and an attacker meet it. */
class ConsoleTest {
    @TempDir
    private Path folder;

    private static CamelHouse house;

    private OpenConsole open;
    private Browsing browser;

    @BeforeAll
    static void build() {
        house = OpenConsole.house(new Meters());
    }

    @AfterAll
    static void tearDown() {
        house.close();
    }

    @BeforeEach
    void start() {
        open = new OpenConsole(folder, house).withPeople().open();
        browser = new Browsing(open.address());
    }

    @AfterEach
    void stop() {
        open.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hawtio",
                "hawtio/",
                "hawtio/index.html",
                "hawtio/user",
                "hawtio/static/js/main.8fd02e46.js",
                "hawtio/jolokia",
                "hawtio/jolokia/version",
                "hawtio/jolokia/exec/java.lang:type=Memory/gc",
                "nowhere",
                "login/",
                "Login",
                "style.css/../hawtio/user",
                "observe",
                "//hawtio/user",
                "hawtio/auth/login/../../user"
            })
    void shouldLetNobodyInWhoIsNotLoggedIn(String path) throws Exception {
        HttpResponse<String> response =
                browser.get(open.address() + path.replace("//", "/") + (path.startsWith("//") ? "?" : ""));

        assertThat(response.statusCode()).as(response.body()).isIn(302, 400);
        assertThat(response.headers().firstValue("Location").orElse("/login?next="))
                .startsWith("/login?next=");
        assertThat(response.body()).doesNotContain("demo").doesNotContain("agent");
    }

    @Test
    void shouldTellProgramsToLogInWithoutAskingForAPassword() throws Exception {
        HttpResponse<String> response = browser.get("hawtio/user", "Accept", "application/json");

        assertThat(browser.post("hawtio/jolokia", "application/json", "{\"type\":\"version\"}")
                        .statusCode())
                .isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).isNotEqualTo(Optional.of("Basic"));
    }

    @Test
    void shouldLogInAndShowWhereEveryMigrationStands() throws Exception {
        long run = open.state.runs().start(Holder.ofThisProcess("run", "demo", Instant.now()), "0".repeat(64), true);
        open.state.board().post(run, List.of(progress("route demo.things.import is <suspended>")));

        HttpResponse<String> in = browser.logIn("olga", OpenConsole.PASSWORD);
        String page = browser.get("").body();

        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.headers().firstValue("Location")).contains("/hawtio/");
        assertThat(page)
                .contains("olga (operator)", "demo", "running", "copying", "<td class=\"number\">1,500</td>")
                .contains("route demo.things.import is &lt;suspended&gt;")
                .contains("<progress max=\"100\" value=\"75\">")
                .doesNotContain("<script");
    }

    @Test
    void shouldKeepTheSessionInACookieThatScriptsAndOtherSitesDoNotSee() throws Exception {
        HttpResponse<String> in = browser.logIn("olga", OpenConsole.PASSWORD);

        assertThat(in.headers().firstValue("Set-Cookie").orElseThrow())
                .matches("caravan=[^;]+; Path=/; HttpOnly; SameSite=Strict");
        assertThat(browser.get("").headers().map())
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("x-frame-options", List.of("DENY"))
                .containsEntry("cache-control", List.of("no-store"))
                .doesNotContainKey("server")
                .doesNotContainKey("access-control-allow-origin")
                .hasEntrySatisfying("content-security-policy", policy -> assertThat(policy.get(0))
                        .startsWith("default-src 'none'")
                        .doesNotContain("unsafe"));
    }

    @Test
    void shouldGiveEachLoginASessionOfItsOwn() throws Exception {
        browser.cookie("caravan=chosen-by-somebody-else");
        browser.logIn("olga", OpenConsole.PASSWORD);
        String first = browser.cookie();
        browser.logIn("olga", OpenConsole.PASSWORD);

        assertThat(first).isNotEqualTo("caravan=chosen-by-somebody-else");
        assertThat(browser.cookie()).isNotEqualTo(first);
        browser.cookie(first);
        assertThat(browser.get("").statusCode()).isEqualTo(302);
    }

    @Test
    void shouldForgetWhoLogsOut() throws Exception {
        browser.logIn("olga", OpenConsole.PASSWORD);

        assertThat(browser.form("logout", Map.of()).statusCode()).isEqualTo(303);
        assertThat(browser.get("").statusCode()).isEqualTo(302);
    }

    @Test
    void shouldPutOutWhoWasRemovedOrHasAnotherPassword() throws Exception {
        Browsing other = new Browsing(open.address());
        browser.logIn("olga", OpenConsole.PASSWORD);
        other.logIn("vera", OpenConsole.PASSWORD);

        open.people.change(all -> {
            all.remove("vera");
            String hash = new Passwords(4).hash("another long password".toCharArray());
            all.computeIfPresent("olga", (name, person) -> person.withPassword(hash));
        });

        assertThat(browser.get("").statusCode()).isEqualTo(302);
        assertThat(other.get("").statusCode()).isEqualTo(302);
    }

    @Test
    void shouldJournalWhoCameInAndWhoDidNotAndNoPassword() throws Exception {
        browser.logIn("olga", "Tr0ub4dor&3 secret");
        browser.logIn("my secret password typed as a name", "x");
        browser.logIn("olga", OpenConsole.PASSWORD);

        List<JournalEntry> entries = open.state.journal().entries(0, 100);
        assertThat(entries.stream()
                        .map(entry -> entry.note().who() + ": " + entry.note().what()))
                .containsExactly("olga: fail to log in", "unknown: fail to log in", "olga: log in");
        assertThat(entries.toString()).contains("127.0.0.1").doesNotContain("secret");
    }

    @Test
    void shouldSlowDownWhoGuesses() throws Exception {
        for (int failure = 0; failure < 3; failure++) {
            assertThat(browser.logIn("olga", "guess number " + failure).statusCode())
                    .isEqualTo(403);
        }

        HttpResponse<String> fourth = browser.logIn("olga", OpenConsole.PASSWORD);

        assertThat(fourth.statusCode()).isEqualTo(429);
        assertThat(fourth.headers().firstValue("Retry-After")).contains("1");
        assertThat(browser.logIn("vera", OpenConsole.PASSWORD).statusCode()).isEqualTo(303);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example/",
                "/\\evil.example",
                "/\t/evil.example",
                "javascript:alert(1)",
                "/x\r\nSet-Cookie: a=b",
                "",
                "x"
            })
    void shouldGoOnNowhereElse(String next) throws Exception {
        HttpResponse<String> in =
                browser.form("login", Map.of("name", "olga", "password", OpenConsole.PASSWORD, "next", next));

        assertThat(in.headers().firstValue("Location")).contains("/");
    }

    @Test
    void shouldNotRepeatMarkupThatIsHandedIn() throws Exception {
        HttpResponse<String> page = browser.form(
                "login", Map.of("name", "<script>alert(1)</script>", "password", "x", "next", "\"><script>"));

        assertThat(page.body()).doesNotContain("<script");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "https://127.0.0.1", "null", "http://127.0.0.1.evil.example"})
    void shouldRefuseWhatAPageOfAnotherSiteSends(String site) throws Exception {
        browser.logIn("olga", OpenConsole.PASSWORD);

        browser.from(site);

        assertThat(browser.post("hawtio/jolokia/", "application/json", "{\"type\":\"version\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.logIn("olga", OpenConsole.PASSWORD).statusCode()).isEqualTo(403);
        assertThat(browser.from(null).logIn("olga", OpenConsole.PASSWORD).statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: evil.example:8080",
                "Host: 127.0.0.1.evil.example",
                "Host: localhost.evil.example",
                "Host: 127.0.0.1@evil.example",
                "Host: 10.0.0.1",
                "Host: ",
                "X-Forwarded-Host: 127.0.0.1\r\nHost: evil.example"
            })
    void shouldRefuseNamesThatAreNotItsOwn(String host) throws Exception {
        assertThat(raw("GET /observe/metrics HTTP/1.1\r\n" + host + "\r\nConnection: close\r\n\r\n"))
                .matches("(?s)HTTP/1.1 (400|421) .*")
                .doesNotContain("jvm_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "LOCALHOST:1", "[::1]:8080"})
    void shouldAnswerToItsOwnNames(String host) throws Exception {
        assertThat(raw("GET /observe/health/live HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND"})
    void shouldKnowNoOtherMethods(String method) throws Exception {
        assertThat(raw(method + " / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
                .matches("(?s)HTTP/1.1 (400|405|501) .*");
    }

    @Test
    void shouldRefuseBodiesWithoutALengthOrTooLarge() throws Exception {
        String origin = open.address().toString().replaceAll("/$", "");

        assertThat(raw("POST /login HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin
                        + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(raw("POST /login HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin
                        + "\r\nContent-Length: 1048577\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void shouldMeasureEveryPipeline() throws Exception {
        long run = open.state.runs().start(Holder.ofThisProcess("run", "demo", Instant.now()), "0".repeat(64), true);
        open.state.board().post(run, List.of(progress("paused by olga")));

        String metrics = browser.get("observe/metrics").body();

        String of = "{migration=\"demo\",pipeline=\"things\"} ";
        assertThat(metrics.lines().collect(Collectors.toSet()))
                .contains("caravan_records_read_total" + of + "1500.0", "caravan_pipeline_lag_records" + of + "500.0")
                .contains("caravan_records_total{fate=\"imported\",migration=\"demo\",pipeline=\"things\"} 1000.0")
                .contains("caravan_records_total{fate=\"filtered\",migration=\"demo\",pipeline=\"things\"} 200.0")
                .contains("caravan_records_total{fate=\"rejected\",migration=\"demo\",pipeline=\"things\"} 100.0")
                .contains("caravan_records_total{fate=\"skipped\",migration=\"demo\",pipeline=\"things\"} 200.0")
                .contains("caravan_pipeline_state{migration=\"demo\",pipeline=\"things\",state=\"copying\"} 1.0")
                .contains(
                        "caravan_pipeline_waiting{migration=\"demo\",pipeline=\"things\",reason=\"paused by olga\"} 1.0")
                .contains("caravan_migration_state{migration=\"demo\",state=\"running\"} 1.0")
                .contains("caravan_heartbeat_age_seconds 0.0");
        assertThat(metrics).contains("jvm_memory_used_bytes{");
    }

    @Test
    void shouldMeasureServicesAndWhatARampSees() throws Exception {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Passage passage = open.state.passages().begin("demo", "ada");
        Share share = new Share("demo", "api", passage.number(), Split.NONE, Split.of(25), now, now, "ada", "", 3);
        open.state.shares().keep(share);
        JsonNode memo = new ObjectMapper()
                .readTree(
                        """
                        {"service": "api", "last": {"verdict": "UNHEALTHY", "figures": {"agreement": 0.97,
                         "v1": {"requests": 400, "errors": 0, "p50Millis": 2.5, "p99Millis": 8.0},
                         "v2": {"requests": 100, "errors": 7, "p50Millis": 3.0, "p99Millis": 1500.0}}}}
                        """);
        var step = StepCalls.call("ramp", "{\"of\": \"api\"}").step();
        StepRow row = StepRow.begin(step, 1, now).waiting(now, "25% on v2", memo);
        open.state.passages().keep(passage, row);

        String during = browser.get("observe/metrics").body();
        open.state.passages().keep(passage, row.become(StepState.DONE, ""));
        String after = browser.get("observe/metrics").body();

        String of = "migration=\"demo\",";
        assertThat(during.lines().collect(Collectors.toSet()))
                .contains("caravan_traffic_share{" + of + "service=\"api\"} 0.25")
                .contains("caravan_ramp_verdict{" + of + "service=\"api\",verdict=\"UNHEALTHY\"} 1.0")
                .contains("caravan_ramp_agreement{" + of + "service=\"api\"} 0.97")
                .contains("caravan_ramp_requests{" + of + "service=\"api\",side=\"v1\"} 400.0")
                .contains("caravan_ramp_errors{" + of + "service=\"api\",side=\"v2\"} 7.0")
                .contains("caravan_ramp_seconds{" + of + "quantile=\"0.99\",service=\"api\",side=\"v2\"} 1.5");
        assertThat(after).contains("caravan_traffic_share{").doesNotContain("caravan_ramp_requests{");
    }

    @Test
    void shouldMeasureRoutesAndTheChunksOfEachStage(@TempDir Path other) throws Exception {
        try (OpenConsole measured = new OpenConsole(other).open()) {
            measured.house.context().createProducerTemplate().send("direct:demo.things.validate", chunk -> {});

            String metrics =
                    new Browsing(measured.address()).get("observe/metrics").body();

            assertThat(metrics)
                    .containsPattern("caravan_chunk_seconds_count\\{[^}]*migration=\"demo\",pipeline=\"things\","
                            + "routeId=\"demo.things.validate\",stage=\"validate\"\\} 1")
                    .containsPattern("caravan_chunk_seconds_bucket\\{[^}]*stage=\"validate\"[^}]*le=\"60.0\"} 1")
                    .containsPattern("camel_exchanges_total\\{[^}]*routeId=\"heartbeat\"} [0-9]");
        }
    }

    @Test
    void shouldNoLongerMeasureWhatHasPassed() throws Exception {
        long run = open.state.runs().start(Holder.ofThisProcess("run", "demo", Instant.now()), "0".repeat(64), true);
        open.state.board().post(run, List.of(progress("paused by olga")));
        browser.get("observe/metrics");

        open.state.board().post(run, List.of(progress("")));
        String metrics = browser.get("observe/metrics").body();

        assertThat(metrics).doesNotContain("paused by olga").contains("caravan_records_read_total");
    }

    @Test
    void shouldBeLiveOnlyWhileTheLoopTurns() throws Exception {
        HttpResponse<String> well = browser.get("observe/health/live");
        open.sinceBeat = Duration.ofSeconds(16);
        HttpResponse<String> stalled = browser.get("observe/health/live");

        assertThat(well.statusCode()).isEqualTo(200);
        assertThat(well.body()).isEqualTo("{\"status\":\"UP\"}\n");
        assertThat(stalled.statusCode()).isEqualTo(503);
        assertThat(stalled.body()).contains("\"DOWN\"", "last turned 16 s ago");
        assertThat(browser.get("observe/health/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void shouldBeReadyOnlyWhileWorkIsTaken() throws Exception {
        assertThat(browser.get("observe/health/ready").statusCode()).isEqualTo(200);

        open.notReady = Optional.of("about to stop");

        assertThat(browser.get("observe/health/ready").body()).contains("about to stop");
        assertThat(browser.get("observe/health/ready").statusCode()).isEqualTo(503);
        assertThat(browser.get("observe/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldTakeATokenInTheHeaderAloneAndNotInTheQuery() throws Exception {
        String token = open.token.text();

        assertThat(browser.get("", "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(200);
        assertThat(browser.get("", "Authorization", "Bearer " + token + "0").statusCode())
                .isEqualTo(302);
        assertThat(browser.get("?token=" + token + "&access_token=" + token).statusCode())
                .isEqualTo(302);
        assertThat(browser.get("", "Authorization", "Basic " + token).statusCode())
                .isEqualTo(302);
    }

    @Test
    void shouldWantATokenForProbesBeyondThisMachine() throws Exception {
        open.close();
        open = new OpenConsole(folder, house).open(beyond());
        browser = new Browsing(open.address());
        open.people.change(
                all -> all.put("p", new Person("p", Set.of("viewer"), null, null, AccessToken.digest("caravan-1"))));

        assertThat(browser.get("observe/metrics", "Accept", "text/plain").statusCode())
                .isEqualTo(401);
        assertThat(browser.get("observe/health/live", "Accept", "text/plain").statusCode())
                .isEqualTo(401);
        assertThat(browser.get("observe/metrics", "Authorization", "Bearer caravan-1")
                        .body())
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void shouldSayThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                OpenConsole second = new OpenConsole(folder.resolve("second"), house)) {
            ConsoleSettings settings = OpenConsole.settings().withPort(taken.getLocalPort());

            CaravanException refused = catchThrowableOfType(CaravanException.class, () -> second.open(settings));

            assertThat(refused.code()).isEqualTo(ErrorCode.CONSOLE_UNUSABLE);
            assertThat(refused.line())
                    .startsWith("CONSOLE_UNUSABLE 127.0.0.1:" + taken.getLocalPort() + ": cannot be listened on")
                    .contains("caravan.console.port");
        }
    }

    @Test
    void shouldServeThePagesOfHawtioAndNothingBesideThem() throws Exception {
        browser.logIn("vera", OpenConsole.PASSWORD);

        assertThat(browser.get("hawtio/").body()).contains("<title>Hawtio</title>");
        assertThat(browser.get("hawtio/camel/contexts").body()).contains("<title>Hawtio</title>");
        assertThat(browser.get("hawtio/hawtconfig.json").body()).contains("\"appName\": \"Caravan\"");
        assertThat(browser.get("hawtio/user").body()).isEqualTo("\"vera\"");
        assertThat(browser.get("hawtio/logback.xml").statusCode()).isEqualTo(404);
        assertThat(browser.get("hawtio/static/js/none.js").statusCode()).isEqualTo(404);
        assertThat(browser.get("hawtio/proxy/http/127.0.0.1/80/x.json").statusCode())
                .isEqualTo(404);
    }

    private static ConsoleSettings beyond() {
        ConsoleSettings local = OpenConsole.settings();
        // The loopback address, written so that it does not look like one
        return new ConsoleSettings(
                true, "::ffff:127.0.0.1", 0, List.of(), local.people(), null, null, true, local.session());
    }

    private static PipelineProgress progress(String waiting) {
        return new PipelineProgress(
                "things",
                PipelineState.COPYING,
                waiting,
                new Counts(1500, 1000, 200, 100, 200),
                Map.of(),
                2000,
                2,
                1,
                123.4);
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", open.address().getPort())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
