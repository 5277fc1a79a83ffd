package dev.caravan.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.servers.ChromaServer;
import dev.caravan.servers.PostgresServer;
import dev.caravan.servers.RedisServer;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/**
 * The shipped migration of the voice agent against real servers. What came out is read past the program: every capture must be
 * in PostgreSQL and in Chroma with its values, and vectors are computed again by another library.
 */
@ExtendWith({ChromaServer.class, PostgresServer.class, RedisServer.class})
class VoiceAgentIT {
    private static final Path HOME =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();
    private static final int KILLS = Boolean.getBoolean("caravan.campaign") ? 50 : 3;
    private static final String[] WORDS =
            ("learning neural network python decorator memory garden bread oven train ticket weather café Привет 漢字"
                            + " \uD83D\uDE80 search \"quoted\" it's vector quantum computing session")
                    .split(" ");

    private final ObjectMapper json = new ObjectMapper();
    private final Map<Long, Capture> captures = new TreeMap<>();
    private final Random random = new Random(11);

    @TempDir
    private Path folder;

    private ChromaServer.Running chroma;
    private Launched caravan;
    private PostgresServer.Running server;
    private String state = "state";
    private String pg;
    private String vectors;
    private String sessions;

    @BeforeEach
    void open(ChromaServer.Running runningChroma, PostgresServer.Running postgres, RedisServer.Running redis) {
        sessions = redis.url(redis.database());
        chroma = runningChroma;
        vectors = chroma.database();
        server = postgres;
        pg = postgres.database();
        caravan = new Launched(folder);
    }

    @Test
    void shouldBringEveryCaptureIntoBothAndAllItsValues() throws Exception {
        makeV1(700);

        assertThat(caravan.run(words("plan"))).as(caravan.said()).isZero();
        assertThat(caravan.run(words("run", "--only", "data", "--report", "r.json")))
                .as(caravan.said())
                .isZero();

        assertMoved();
        JsonNode report = json.readTree(folder.resolve("r.json").toFile());
        assertThat(report.at("/pipelines/0/imported").asInt()).isEqualTo(700);
        assertThat(checks(report))
                .contains(
                        "counts v2.captures pass 700",
                        "rows v2.captures pass 700",
                        "counts vectors.captures pass 700",
                        "rows vectors.captures pass 700");
        assertThat(model())
                .isEqualTo(json.readTree(
                        "{\"embedding_model\":\"all-minilm-l6-v2-q\",\"embedding_version\":\"1.20.0-beta30\"}"));
        assertConcepts();
        assertNextIdIsFarAbove();
    }

    /** Of some words the captures' texts tell themselves who speaks of them, and weights add up to no more than one. */
    private void assertConcepts() throws SQLException {
        assertThat(query("SELECT count(*) FROM concepts").get(0)).isNotEqualTo("0");
        assertThat(query("SELECT name FROM concepts GROUP BY name HAVING count(*) > 1"))
                .isEmpty();
        List<String> links =
                query("SELECT c.id || ' ' || n.name FROM capture_concepts l JOIN captures c ON c.id = l.capture_id"
                        + " JOIN concepts n ON n.id = l.concept_id");
        assertThat(links).isNotEmpty().allSatisfy(link -> {
            Capture capture = captures.get(Long.valueOf(link.substring(0, link.indexOf(' '))));
            String name = link.substring(link.indexOf(' ') + 1);
            assertThat((capture.user + " " + capture.agent).toLowerCase(Locale.ROOT))
                    .contains(name);
        });
        assertThat(query("SELECT capture_id FROM capture_concepts GROUP BY 1 HAVING sum(weight) > 1.00001"))
                .isEmpty();
    }

    @Test
    void shouldCarrySessionsWithTheMomentAtWhichTheyExpireAndConceptsOfAFile() throws Exception {
        makeV1(2);
        List<Long> ids = List.copyOf(captures.keySet());
        Files.writeString(
                folder.resolve("concepts.json"),
                "[{\"name\": \"Zürich\", \"rows\": [%1$d]}, {\"name\": \"rain\", \"rows\": [%1$d, %2$d]}]"
                        .formatted(ids.get(0), ids.get(1)));
        List<String> expected = new ArrayList<>();
        long now = System.currentTimeMillis();
        try (Jedis redis = new Jedis(sessions)) {
            for (int number = 0; number < 120; number++) {
                String key = "session:s" + number + ":";
                String created = String.format("2025-11-21T09:%02d:00", number % 60);
                redis.set(key + "context", "[{\"user\": \"hi " + number + "\", \"agent\": \"hello\"}]");
                redis.pexpireAt(key + "context", now + 1_800_000 + number);
                redis.set(
                        key + "metadata", "{\"created_at\": \"" + created + "\", \"exchange_count\": " + number + "}");
                redis.pexpireAt(key + "metadata", now + 1_900_000 + number);
                expected.add("s" + number + "|" + created.replace('T', ' ') + "|" + (now + 1_800_000 + number) + "|hi "
                        + number + "|" + number);
            }
            redis.set("other:key", "no session");
        }

        assertThat(caravan.run(words("run", "--only", "data", "-q", "--set", "concepts.file=concepts.json")))
                .as(caravan.said())
                .isZero();

        assertThat(query(
                        "SELECT l.capture_id || ' ' || n.id || ' ' || n.name || ' ' || l.weight FROM capture_concepts l"
                                + " JOIN concepts n ON n.id = l.concept_id"))
                .containsExactlyInAnyOrder(
                        ids.get(0) + " 1 Zürich 0.5", ids.get(0) + " 2 rain 0.5", ids.get(1) + " 2 rain 1");
        assertThat(query(
                        "SELECT id || '|' || to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || '|' || (extract("
                                + "epoch from expires_at) * 1000)::bigint || '|' || (context -> 0 ->> 'user') || '|'"
                                + " || (metadata ->> 'exchange_count') FROM sessions"))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void shouldCallAnEmptySourceAVerifiedRun() throws Exception {
        makeV1(0);

        assertThat(caravan.run(words("run", "--only", "data", "-q")))
                .as(caravan.said())
                .isZero();

        assertMoved();
    }

    @ParameterizedTest
    @ValueSource(strings = {"between-targets:2", "after-targets:1", "before-commit:4"})
    void shouldHealWhatAKillLeftBetweenTheTargets(String place) throws Exception {
        makeV1(260);
        Launched killed = caravan.with("CARAVAN_TEST_KILL_AT", place).with("JAVA_TOOL_OPTIONS", "-Dcaravan.test=true");

        assertThat(killed.run(words("run", "--only", "data", "-q", "--batch-size", "100")))
                .as(caravan.said())
                .isEqualTo(137);
        assertThat(caravan.run(words("run", "--only", "data", "-q", "--batch-size", "70")))
                .as(caravan.said())
                .isZero();

        assertMoved();
    }

    @Test
    void shouldLoseAndDoubleNothingWhenKilledAtAnyMoment() throws Exception {
        makeV1(400);
        int hit = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process =
                    caravan.start(words("run", "--only", "data", "-q", "--batch-size", "25", "--state", state));
            if (!process.waitFor(900 + random.nextInt(2500), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                hit++;
            } else {
                assertThat(process.exitValue()).as(caravan.said()).isZero();
                assertMoved();
                beginAnew(kill);
            }
        }

        assertThat(caravan.run(words("run", "--only", "data", "-q", "--state", state)))
                .as(caravan.said())
                .isZero();

        assertThat(hit).as("kills that met a run").isPositive();
        assertMoved();
    }

    /** What is through is through: kills are to meet work. */
    private void beginAnew(int kill) {
        pg = server.database();
        vectors = chroma.database();
        state = "state-" + kill;
    }

    @Test
    void shouldTakeACaptureOutOfBothThatOneOfThemRefuses() throws Exception {
        makeV1(120);
        long blank = id(5);
        long soon = id(7);
        sql("jdbc:sqlite:" + v1(), "UPDATE captures SET user_text = ' ', agent_text = '' WHERE id = " + blank);
        sql("jdbc:sqlite:" + v1(), "UPDATE captures SET timestamp = 'soon' WHERE id = " + soon);

        assertThat(caravan.run(words("run", "--only", "data", "-q")))
                .as(caravan.said())
                .isEqualTo(4);

        String rejects = Files.readString(folder.resolve("state/rejects/voice-agent/captures.ndjson"));
        assertThat(rejects).contains("missing_text", "bad_type");
        captures.remove(blank);
        captures.remove(soon);
        assertMoved();
    }

    @Test
    void shouldFindAndMendWhatSomebodyChangedBehindIt() throws Exception {
        makeV1(150);
        assertThat(caravan.run(words("run", "--only", "data", "-q")))
                .as(caravan.said())
                .isZero();
        sql(pg, "UPDATE captures SET agent_text = agent_text || '.' WHERE id = " + id(21));
        // As a restore without its triggers does: links that name the row stay
        sql(pg, "SET session_replication_role = replica; DELETE FROM captures WHERE id = " + id(22));
        change("delete", "{\"ids\":[\"" + id(31) + "\"]}");
        change("update", "{\"ids\":[\"" + id(32) + "\"],\"documents\":[\"another\"]}");
        change("update", "{\"ids\":[\"" + id(33) + "\"],\"metadatas\":[{\"stale\":true}]}");
        change("update", "{\"ids\":[\"" + id(34) + "\"],\"embeddings\":[" + oneNumberChanged(id(34)) + "]}");
        change("update", "{\"ids\":[\"" + id(35) + "\"],\"embeddings\":[" + embedding(id(36)) + "]}");

        assertThat(caravan.run(words("verify", "--report", "r.json"))).isEqualTo(4);

        JsonNode report = json.readTree(folder.resolve("r.json").toFile());
        assertThat(rows(report, "v2.captures").toString()).contains("key " + id(21) + "\"", "key " + id(22) + "\"");
        JsonNode found = rows(report, "vectors.captures");
        assertThat(found.path("missing").asInt()).as(found.toString()).isEqualTo(1);
        assertThat(found.path("different").asInt()).as(found.toString()).isEqualTo(4);
        assertThat(caravan.run(words("verify", "--repair", "-q")))
                .as(caravan.said())
                .isZero();
        assertMoved();
    }

    @Test
    void shouldRefuseACollectionOfAnotherModel() throws Exception {
        makeV1(3);
        assertThat(caravan.run(words("run", "--only", "data", "-q")))
                .as(caravan.said())
                .isZero();

        List<String> other = words("run", "--only", "data", "--fresh");
        other.addAll(List.of("--set", "embedding.model=all-minilm-l6-v2"));
        assertThat(caravan.run(other)).isEqualTo(4);

        assertThat(caravan.errors())
                .contains("SCHEMA_MISMATCH", "all-minilm-l6-v2-q 1.20.0-beta30", "all-minilm-l6-v2 1.20.0-beta30");
    }

    private List<String> words(String verb, String... more) {
        List<String> words = new ArrayList<>(
                List.of(verb, HOME.resolve("config/migrations/voice-agent.yaml").toString()));
        words.addAll(List.of(more));
        for (String setting : List.of(
                "v1.db=" + v1(),
                "sessions.url=" + sessions,
                "pg.url=" + pg,
                "vectors.url=" + chroma.url(),
                "vectors.database=" + vectors,
                "embedding.model=all-minilm-l6-v2-q")) {
            words.addAll(List.of("--set", setting));
        }
        return words;
    }

    private Path v1() {
        return folder.resolve("v1.db");
    }

    /** A v1 as the application leaves it: gaps in the ids, metadata or none, times without a zone. */
    private void makeV1(int count) throws SQLException {
        sql(
                "jdbc:sqlite:" + v1(),
                "CREATE TABLE captures (id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL, timestamp DATETIME"
                        + " DEFAULT CURRENT_TIMESTAMP, user_text TEXT NOT NULL, agent_text TEXT NOT NULL, metadata TEXT)");
        LocalDateTime time = LocalDateTime.of(2025, 11, 1, 8, 0);
        try (Connection v1 = DriverManager.getConnection("jdbc:sqlite:" + v1());
                PreparedStatement insert = v1.prepareStatement("INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?)")) {
            v1.setAutoCommit(false);
            for (long id = 1; captures.size() < count; id += random.nextInt(5) == 0 ? 2 : 1) {
                Capture capture = capture(id, time.plusSeconds(37 * id));
                captures.put(id, capture);
                insert.setLong(1, id);
                insert.setString(2, capture.session);
                insert.setString(3, capture.time);
                insert.setString(4, capture.user);
                insert.setString(5, capture.agent);
                insert.setString(6, capture.metadata);
                insert.executeUpdate();
            }
            v1.commit();
        }
    }

    private Capture capture(long id, LocalDateTime time) {
        String source = id % 3 == 0 ? "twilio" : "voice";
        String metadata =
                id % 3 == 0 ? "{\"source\": \"twilio\", \"tokens\": " + id + ", \"nested\": {\"a\": [1, 2]}}" : null;
        return new Capture(
                "session-" + id % 40,
                time.format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")),
                "Capture " + id + " " + words(8),
                words(12),
                metadata,
                source);
    }

    private String words(int count) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < count; word++) {
            text.append(word == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    /** Reads both targets whole and compares every value, then computes some vectors with another library. */
    private void assertMoved() throws Exception {
        Map<Long, String> expected = new TreeMap<>();
        captures.forEach((id, capture) -> expected.put(
                id,
                String.join(
                        "|",
                        capture.session,
                        capture.time,
                        capture.user,
                        capture.agent,
                        tree(capture.metadata),
                        "" + id)));
        assertThat(inPostgres()).isEqualTo(expected);

        Map<Long, JsonNode> records = inChroma();
        assertThat(records.keySet()).isEqualTo(captures.keySet());
        EmbeddingModel model = new AllMiniLmL6V2QuantizedEmbeddingModel();
        int number = 0;
        for (Map.Entry<Long, Capture> one : captures.entrySet()) {
            JsonNode record = records.get(one.getKey());
            Capture capture = one.getValue();
            String text = capture.user + " " + capture.agent;
            assertThat(record.path("document").asText()).isEqualTo(text);
            assertThat(record.at("/metadata/session_id").asText()).isEqualTo(capture.session);
            assertThat(record.at("/metadata/timestamp").asText()).isEqualTo(capture.time);
            assertThat(record.at("/metadata/source").asText()).isEqualTo(capture.source);
            assertThat(record.path("embedding")).hasSize(384);
            if (number++ % 29 == 0) {
                float[] theirs = model.embed(text).content().vector();
                assertThat(cosine(theirs, record.path("embedding"))).as(text).isEqualTo(1, within(1e-5));
            }
        }
    }

    private Map<Long, String> inPostgres() throws SQLException {
        Map<Long, String> rows = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(pg);
                ResultSet row = connection
                        .createStatement()
                        .executeQuery(
                                "SELECT id, session_id, to_char(\"timestamp\" AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),"
                                        + " user_text, agent_text, metadata::text, embedding_id FROM captures")) {
            while (row.next()) {
                rows.put(
                        row.getLong(1),
                        String.join(
                                "|",
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                tree(row.getString(6)),
                                row.getString(7)));
            }
        }
        return rows;
    }

    private Map<Long, JsonNode> inChroma() {
        Map<Long, JsonNode> records = new TreeMap<>();
        JsonNode all = chroma.records(vectors, "captures");
        for (int index = 0; index < all.path("ids").size(); index++) {
            var record = json.createObjectNode();
            record.set("document", all.path("documents").path(index));
            record.set("metadata", all.path("metadatas").path(index));
            record.set("embedding", all.path("embeddings").path(index));
            assertThat(records.put(all.path("ids").path(index).asLong(), record))
                    .isNull();
        }
        return records;
    }

    private String tree(String text) {
        try {
            return text == null
                    ? "none"
                    : new TreeMap<>(json.readValue(text, new TypeReference<Map<String, Object>>() {})).toString();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static double cosine(float[] own, JsonNode theirs) {
        double product = 0;
        double length = 0;
        double lengthOfTheirs = 0;
        for (int index = 0; index < own.length; index++) {
            double number = theirs.get(index).asDouble();
            product += own[index] * number;
            length += own[index] * own[index];
            lengthOfTheirs += number * number;
        }
        return product / Math.sqrt(length * lengthOfTheirs);
    }

    /** The id of a capture by its place, as there are gaps. */
    private long id(int place) {
        return List.copyOf(captures.keySet()).get(place);
    }

    private JsonNode embedding(long id) {
        return inChroma().get(id).path("embedding");
    }

    private JsonNode oneNumberChanged(long id) throws Exception {
        var vector = (com.fasterxml.jackson.databind.node.ArrayNode) embedding(id);
        vector.set(100, json.getNodeFactory().numberNode(vector.get(100).floatValue() * 1.01f));
        return vector;
    }

    private void change(String call, String body) {
        String place = "/api/v2/tenants/default_tenant/databases/" + vectors + "/collections";
        String id = chroma.call("GET", place + "/captures", "").path("id").asText();
        chroma.call("POST", place + "/" + id + "/" + call, body);
    }

    private JsonNode model() {
        return chroma.call("GET", "/api/v2/tenants/default_tenant/databases/" + vectors + "/collections/captures", "")
                .path("metadata");
    }

    private void assertNextIdIsFarAbove() throws SQLException {
        String made = "INSERT INTO captures (session_id, user_text, agent_text) VALUES ('s', 'u', 'a') RETURNING id";
        assertThat(Long.parseLong(query(made).get(0))).isGreaterThanOrEqualTo(1_000_000_000_000L);
    }

    private List<String> query(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(pg);
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }

    private static List<String> checks(JsonNode report) {
        List<String> checks = new ArrayList<>();
        report.path("verification")
                .forEach(check -> checks.add(String.join(
                        " ",
                        check.path("check").asText(),
                        check.path("table").asText(),
                        check.path("outcome").asText(),
                        check.path("compared").asText())));
        return checks;
    }

    private static JsonNode rows(JsonNode report, String table) {
        for (JsonNode check : report.path("verification")) {
            if (check.path("check").asText().equals("rows")
                    && check.path("table").asText().equals(table)) {
                return check;
            }
        }
        throw new AssertionError(report.toString());
    }

    private static void sql(String url, String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.createStatement().executeUpdate(statement);
        }
    }

    /** What v1 has of a capture, and the source that its metadata tell. */
    private record Capture(String session, String time, String user, String agent, String metadata, String source) {}
}
