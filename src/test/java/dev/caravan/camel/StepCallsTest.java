package dev.caravan.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.caravan.model.Inventory;
import dev.caravan.model.Migration;
import dev.caravan.model.Notices;
import dev.caravan.model.Notices.Channel;
import dev.caravan.model.Plan;
import dev.caravan.model.SystemSettings;
import dev.caravan.repository.Database;
import dev.caravan.repository.Notice;
import dev.caravan.repository.NoticeBook;
import dev.caravan.servers.Ports;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepCalls;
import dev.caravan.step.SystemTools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps that go through routes: databases, mail, hooks, and routes of a user's own, each against the real thing. */
class StepCallsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private CamelHouse house;
    private Database database;
    private StepHands hands;

    @BeforeEach
    void start() throws IOException {
        Path routes = folder.resolve("routes");
        try (Stream<Path> all = Files.walk(Path.of("routes"))) {
            for (Path one : all.toList()) {
                Path to = routes.resolve(Path.of("routes").relativize(one).toString());
                if (Files.isDirectory(one)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(one, to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        Files.createDirectories(routes.resolve("own"));
        Files.writeString(
                routes.resolve("own/warm.camel.yaml"),
                """
                - route:
                    id: warm
                    routeConfigurationId: step-errors
                    from:
                      uri: direct
                      parameters: { name: warm }
                      steps:
                        - setBody: { expression: { simple: { expression: '{"warmed": "${body[what]}", "by": "${variable.step}"}' } } }
                - routeTemplate:
                    id: greet
                    parameters: [ { name: who }, { name: route } ]
                    route:
                      routeConfigurationId: step-errors
                      from:
                        uri: direct
                        parameters: { name: "{{route}}" }
                        steps:
                          - setBody: { expression: { constant: { expression: "hello {{who}}" } } }
                - route:
                    id: broken
                    routeConfigurationId: step-errors
                    from:
                      uri: direct
                      parameters: { name: broken }
                      steps:
                        - throwException: { exceptionType: java.lang.IllegalStateException, message: "no such luck" }
                """);
        database = Database.open(folder.resolve("state"), Clock.systemUTC());
        house = CamelHouse.build(routes, Map.of()).forPlan();
        house.bind("run", new ChunkLoopTest.Idle());
        SystemTools systems = new SystemTools(name -> null, folder.resolve("state"));
        hands = StepHands.of(house, database, List::of, systems, Clock.systemUTC());
        house.start();
    }

    @AfterEach
    void stop() {
        hands.notices().close();
        house.close();
        database.close();
    }

    @Test
    void shouldRunAllStatementsOrNoneAndKnowAfterACrash() throws SQLException {
        SystemSettings system =
                StepCalls.system("db", "sqlite", folder.resolve("a.db").toString());
        StepCall good = StepCalls.call(
                "sql",
                "{\"in\":\"db\",\"run\":\"CREATE TABLE t(a); INSERT INTO t VALUES (1),(2); SELECT count(*) AS n FROM t\"}",
                system);
        StepCall bad = StepCalls.call(
                "sql", "{\"in\":\"db\",\"run\":\"INSERT INTO t VALUES (3); INSERT INTO none VALUES (1)\"}", system);

        StepResult before = hands.kinds().kind("sql").look(good);
        StepResult.Done done = (StepResult.Done) hands.kinds().kind("sql").advance(good);
        StepResult after = hands.kinds().kind("sql").look(good);
        StepResult failed = hands.kinds().kind("sql").advance(bad);
        StepResult looked = hands.kinds().kind("sql").look(bad);

        assertThat(before).isInstanceOf(StepResult.Again.class);
        assertThat(done.facts().path("value").asInt()).isEqualTo(2);
        assertThat(after).isInstanceOf(StepResult.Done.class);
        assertThat(((StepResult.Failed) failed).reason()).contains("were rolled back", "none");
        assertThat(looked).isInstanceOf(StepResult.Again.class);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + system.address());
                var rows = connection.createStatement().executeQuery("SELECT group_concat(a) FROM t")) {
            assertThat(rows.getString(1)).isEqualTo("1,2");
        }
    }

    @Test
    void shouldBindValuesOfTheFactsAndNeverMakeThemPartOfAStatement() throws SQLException {
        SystemSettings system =
                StepCalls.system("db", "sqlite", folder.resolve("a.db").toString());
        String facts = "{\"one\":{\"said\":\"'); DROP TABLE t; --\",\"p99\":0.25}}";
        StepCall good = bound(
                system,
                "CREATE TABLE t(a, b, c); INSERT INTO t VALUES (:?text, :?number, :?none), (:?yes, :?map, :?text)",
                "{\"text\":\".one.said\",\"number\":\".one.p99 * 1000\",\"none\":\".one.nothing\","
                        + "\"yes\":\".one.p99 < 1\",\"map\":\".one\"}",
                facts);
        StepCall two = bound(system, "SELECT :?a", "{\"a\":\"1, 2\"}", facts);
        StepCall broken = bound(system, "SELECT :?a", "{\"a\":\".one | keys | .x\"}", facts);

        StepResult.Done done = (StepResult.Done) hands.kinds().kind("sql").advance(good);
        StepResult several = hands.kinds().kind("sql").advance(two);
        StepResult failed = hands.kinds().kind("sql").advance(broken);

        assertThat(done.facts().path("statements").asInt()).isEqualTo(2);
        assertThat(((StepResult.Failed) several).reason()).contains("'1, 2' gives 2 values for 'a' instead of one");
        assertThat(((StepResult.Failed) failed).reason()).contains("'.one | keys | .x' fails on the facts for 'a'");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + system.address());
                var rows = connection
                        .createStatement()
                        .executeQuery(
                                "SELECT group_concat(quote(a) || ' ' || quote(b) || ' ' || quote(c), '|') FROM t")) {
            String text = "'''); DROP TABLE t; --'";
            assertThat(rows.getString(1))
                    .isEqualTo(text + " 250 NULL|1 '"
                            + facts.substring(7, facts.length() - 1).replace("'", "''") + "' " + text);
        }
    }

    private static StepCall bound(SystemSettings system, String run, String with, String facts) {
        return StepCalls.call(
                "sql", "{\"in\":\"db\",\"run\":\"" + run + "\",\"with\":" + with + "}", StepCalls.json(facts), system);
    }

    @Test
    void shouldHandMailToItsServerAndJsonToHooks() throws Exception {
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        ConcurrentLinkedQueue<String> bodies = new ConcurrentLinkedQueue<>();
        HttpServer hook = hook(bodies);
        try {
            String url = "http://127.0.0.1:" + hook.getAddress().getPort();
            Migration migration = migration(
                    channel(
                            "ops",
                            "mail",
                            "a@x.example, b@x.example",
                            "{\"server\":\"smtp://127.0.0.1:" + mail.getSmtp().getPort()
                                    + "\",\"from\":\"c@x.example\"}"),
                    channel("chat", "slack", url + "/slack", "{}"),
                    channel("pager", "pagerduty", "KEY", "{\"url\":\"" + url + "/pd\"}"),
                    channel("log", "file", folder.resolve("notices.log").toString(), "{}"));
            String text = "it \"waits\" {{routing-key}}\nfor ada ü";

            List<String> lost =
                    hands.notices().tell(migration, 3, "c", "failed", text, List.of("ops", "chat", "pager", "log"));

            assertThat(lost).isEmpty();
            assertThat(mail.waitForIncomingEmail(20_000, 2)).isTrue();
            assertThat(mail.getReceivedMessages()[0].getSubject())
                    .isEqualTo("[m] failed: it \"waits\" {{routing-key}}");
            assertThat(mail.getReceivedMessages()[0].getContent().toString()).contains("for ada ü", "m, passage 3");
            JsonNode slack = JSON.readTree(bodies.remove());
            JsonNode pager = JSON.readTree(bodies.remove());
            assertThat(slack.at("/blocks/1/text/text").asText()).isEqualTo(text);
            assertThat(pager.path("routing_key").asText()).isEqualTo("KEY");
            assertThat(pager.path("event_action").asText()).isEqualTo("trigger");
            assertThat(pager.at("/payload/severity").asText()).isEqualTo("error");
            assertThat(pager.at("/payload/summary").asText()).isEqualTo("[m] failed: " + text);
            assertThat(JSON.readTree(folder.resolve("notices.log").toFile())
                            .path("text")
                            .asText())
                    .isEqualTo(text);
        } finally {
            hook.stop(0);
            mail.stop();
        }
    }

    @Test
    void shouldShowWhatIsLostAndStopNothing() throws IOException {
        int closed = Ports.free();
        Migration migration = migration(
                channel("ops", "mail", "a@x.example", "{\"server\":\"smtp://127.0.0.1:" + closed + "\"}"),
                channel("chat", "slack", "http://127.0.0.1:" + closed + "/secret-token", "{}"));
        StepCall asked = StepCalls.call("notify", "{\"message\":\"the switch begins\"}");
        StepCall call = new StepCall(
                migration,
                asked.step(),
                asked.purpose(),
                1,
                1,
                asked.memo(),
                asked.facts(),
                asked.begun(),
                asked.now(),
                asked.deadline(),
                () -> false);

        StepResult.Done done = (StepResult.Done) hands.kinds().kind("notify").advance(call);

        assertThat(done.evidence().path("lost").asInt()).isEqualTo(2);
        assertThat(done.evidence().toString()).doesNotContain("secret-token");
        assertThat(new NoticeBook(database).of("m", 1))
                .extracting(Notice::channel)
                .containsExactly("ops", "chat");
        assertThat(new NoticeBook(database).of("m", 1))
                .allSatisfy(one -> assertThat(one.lost()).isNotBlank());
    }

    @Test
    void shouldCallRoutesOfTheUsersOwn() {
        StepResult.Done warm = (StepResult.Done) hands.kinds()
                .kind("route")
                .advance(StepCalls.call("route", "{\"of\":\"warm\",\"with\":{\"what\":\"tea\"}}"));
        StepResult.Done greet = (StepResult.Done) hands.kinds()
                .kind("route")
                .advance(StepCalls.call("route", "{\"of\":\"greet\",\"with\":{\"who\":\"ada\"}}"));
        StepResult broken = hands.kinds().kind("route").advance(StepCalls.call("route", "{\"of\":\"broken\"}"));
        StepResult none = hands.kinds().kind("route").advance(StepCalls.call("route", "{\"of\":\"none\"}"));

        assertThat(warm.facts()).hasToString("{\"warmed\":\"tea\",\"by\":\"p/x\"}");
        assertThat(greet.facts()).hasToString("{\"answer\":\"hello ada\"}");
        assertThat(((StepResult.Failed) broken).reason()).isEqualTo("route 'broken' failed: no such luck");
        assertThat(((StepResult.Failed) none).reason())
                .isEqualTo("route 'none' is not there; put it into routes/, or correct its name");
    }

    @Test
    void shouldLetNobodyButAStepSendStatements() {
        assertThatThrownBy(() -> house.sql().source().getConnection())
                .hasMessage("only a step may send statements here");
    }

    private static HttpServer hook(ConcurrentLinkedQueue<String> bodies) throws IOException {
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        hook.start();
        return hook;
    }

    private static Channel channel(String name, String kind, String address, String options) {
        return new Channel(name, kind, address, StepCalls.json(options));
    }

    private static Migration migration(Channel... channels) {
        Map<String, Channel> byName = new LinkedHashMap<>();
        for (Channel one : channels) {
            byName.put(one.name(), one);
        }
        return new Migration(
                "m",
                "m",
                "",
                Path.of("m.yaml"),
                "d",
                Map.of(),
                Map.of(),
                List.of(),
                Plan.none(),
                Map.of(),
                Inventory.none(),
                Map.of(),
                null,
                new Notices(byName, Map.of(), List.of()),
                null,
                List.of());
    }
}
