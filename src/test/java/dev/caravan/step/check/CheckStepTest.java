package dev.caravan.step.check;

import static dev.caravan.step.StepCalls.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.Traffic;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.spi.TrafficMirror;
import dev.caravan.step.StepCalls;
import dev.caravan.step.SystemTools;
import dev.caravan.step.http.HttpCaller;
import dev.caravan.step.mirror.Mirrors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckStepTest {
    @TempDir
    private Path folder;

    private String copied = "{}";
    private HttpCaller.Answer answer = new HttpCaller.Answer(200, Map.of(), "{}", 0.1);
    private HttpCaller.Request asked;
    private final CheckStep check = new CheckStep(
            request -> {
                asked = request;
                if (answer == null) {
                    throw new IOException("refused");
                }
                return answer;
            },
            new SystemTools(name -> new Counted(), Path.of("state")),
            new Copies());

    @Test
    void shouldSeeAFileAndWhatItHolds() throws IOException {
        Path file = Files.writeString(folder.resolve("a.env"), "X=1\nÜ=2\n");

        assertGood("{\"file\":\"" + file + "\",\"contains\":\"Ü=2\"}");
        assertBad("{\"file\":\"" + file + "\",\"contains\":\"Y\"}", "does not hold 'Y'");
        assertBad("{\"file\":\"" + folder.resolve("b") + "\"}", "is not there");
    }

    @Test
    void shouldCompareFreeRoomInBytes() {
        assertGood("{\"disk\":\"" + folder + "\",\"free\":\"1 KB\"}");
        assertBad("{\"disk\":\"" + folder + "\",\"free\":\"999999 TB\"}", "less than 999999 TB");
        assertThat(DiskLook.bytes("2.5 GB")).isEqualTo(2_500_000_000L);
    }

    @Test
    void shouldConnectToAPort() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            assertGood("{\"tcp\":\"127.0.0.1:" + port + "\"}");
        }
        assertBad("{\"tcp\":\"127.0.0.1:" + port + "\"}", "accepts no connection");
        assertBad("{\"tcp\":\"nowhere\"}", "accepts no connection");
    }

    @Test
    void shouldAskAToolForItsVersion() {
        assertGood("{\"tool\":\"bash\",\"at-least\":\"3\"}");
        assertBad("{\"tool\":\"bash\",\"at-least\":\"99.1\"}", "older than 99.1");
        assertBad("{\"tool\":\"no-such-tool\"}", "there is no 'no-such-tool' here");
    }

    @Test
    void shouldSeeWhetherAProgramRunsHere() {
        String java = Path.of(ProcessHandle.current().info().command().orElseThrow())
                .getFileName()
                .toString();

        assertGood("{\"process\":\"" + java + "\"}");
        assertBad("{\"process\":\"no-such-program\"}", "no process 'no-such-program' runs; start it");
    }

    @Test
    void shouldResolveEveryName() {
        assertGood("{\"dns\":\"localhost\"}");
        assertGood("{\"dns\":\"localhost, 127.0.0.1\"}");
        assertBad("{\"dns\":[\"localhost\",\"no.such.invalid\"]}", "'no.such.invalid' does not resolve");
        assertBad("{\"dns\":\"a.invalid,b.invalid\"}", "'a.invalid', 'b.invalid' do not resolve");
    }

    @ParameterizedTest
    @CsvSource({"2.9, 2.20, -1", "2.20, 2.9, 1", "3, 3.0.0, 0", "10, 9.9.9, 1", "1.2.3, 1.2, 1"})
    void shouldCompareVersionsNumberByNumber(String one, String other, int sign) {
        assertThat(Integer.signum(ToolLook.compare(one, other))).isEqualTo(sign);
    }

    @Test
    void shouldNotShowACredential() {
        StepResult.Failed failed = (StepResult.Failed) check.advance(call("check", "{\"credential\":\"NO_SUCH_X\"}"));

        assertThat(failed.reason()).isEqualTo("environment variable 'NO_SUCH_X' is not set");
        StepResult.Done done = (StepResult.Done) check.advance(call("check", "{\"credential\":\"PATH\"}"));
        assertThat(done.facts()).isEmpty();
        assertThat(done.evidence()).hasToString("{\"asked\":\"the credential PATH is set\"}");
    }

    @Test
    void shouldCountLinesOfALog() throws IOException {
        Path log = Files.writeString(folder.resolve("a.log"), "ERROR a\nINFO b\nERROR c\n");

        assertGood("{\"log\":\"" + log + "\",\"contains\":\"INFO\"}");
        assertBad(
                "{\"log\":\"" + log + "\",\"contains\":\"ERROR\",\"pass\":\"== 0\"}",
                "has 2 lines with 'ERROR', not == 0");
    }

    @Test
    void shouldCountOnlyLinesBeyondAnEarlierLook() throws IOException {
        Path log = Files.writeString(folder.resolve("a.log"), "ERROR a\nERROR b\nERROR c\n");
        String look = "{\"log\":\"" + log + "\",\"contains\":\"ERROR\",\"pass\":\"%s\"}";
        StepResult.Done before = (StepResult.Done) check.advance(call("check", look.formatted(">= 0")));
        String facts = "{\"before\":" + before.facts() + "}";
        StepCall beyond = knowing(call("check", look.formatted("== 0").replace("}", ",\"beyond\":\"before\"}")), facts);

        assertThat(check.advance(beyond)).isInstanceOf(StepResult.Done.class);
        // More than is looked at without an earlier look, so that the first lines are no longer among it
        Files.writeString(
                log, "INFO and so on, line after line\n".repeat(300_000) + "ERROR d\n", StandardOpenOption.APPEND);
        assertThat(reason(beyond)).contains("has 1 more lines with 'ERROR', not == 0");
        Files.writeString(log, "INFO begun anew, and longer by now than it was\nERROR e\nERROR f\n");
        assertThat(reason(beyond)).contains("has 2 more lines");
    }

    @Test
    void shouldCountTheLinesOfALogThatAreYoungEnough() throws IOException {
        Instant now = Instant.now();
        LocalDateTime here = LocalDateTime.ofInstant(now.minusSeconds(30), ZoneId.systemDefault());
        Path log = Files.writeString(
                folder.resolve("a.log"),
                "ERROR without a time\n" + now.minusSeconds(3600) + " ERROR old\n  ERROR of the old one\n["
                        + DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss,SSS").format(here)
                        + "] ERROR new\n ERROR of the new one\n"
                        + now.minusSeconds(20).atOffset(ZoneOffset.ofHours(5)) + " ERROR far away\n");

        assertGood("{\"log\":\"" + log + "\",\"contains\":\"ERROR\",\"since\":\"10m\",\"pass\":\"== 3\"}");
        assertGood("{\"log\":\"" + log + "\",\"contains\":\"ERROR\",\"since\":\"2h\",\"pass\":\"== 5\"}");
        assertGood("{\"log\":\"" + log + "\",\"contains\":\"ERROR\",\"pass\":\"== 6\"}");
    }

    @Test
    void shouldAskADatabase() throws Exception {
        Path file = folder.resolve("a.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            connection.createStatement().executeUpdate("CREATE TABLE t AS SELECT 1 a UNION SELECT 2");
        }
        SystemSettings system = StepCalls.system("v2", "sqlite", file.toString());
        String query = "{\"sql\":\"SELECT count(*) FROM t\",\"in\":\"v2\",\"pass\":\"%s\"}";

        String taking = "{\"sql\":\"DELETE FROM t RETURNING a\",\"in\":\"v2\"}";

        check.advance(call("check", taking, system));
        assertThat(check.advance(call("check", query.formatted("== 2"), system)))
                .as("a check changes nothing")
                .isInstanceOf(StepResult.Done.class);
        StepResult.Failed failed = (StepResult.Failed) check.advance(call("check", query.formatted("> 2"), system));
        assertThat(failed.reason()).isEqualTo("the query in v2 gives 2.0, not > 2");
    }

    @Test
    void shouldJudgeAnAnswer() {
        String look = "{\"http\":\"http://x\",\"path\":\"/health\",\"expect\":{\"status\":[200,204],"
                + "\"json\":\".status == \\\"healthy\\\"\"}}";

        answer = new HttpCaller.Answer(200, Map.of(), "{\"status\":\"healthy\"}", 0.1);
        assertGood(look);
        answer = new HttpCaller.Answer(200, Map.of(), "{\"status\":\"sick\"}", 0.1);
        assertBad(look, "GET http://x/health: '.status == \"healthy\"' does not hold");
        answer = new HttpCaller.Answer(200, Map.of(), "oops", 0.1);
        assertBad(look, "the answer is no JSON");
        answer = new HttpCaller.Answer(500, Map.of(), "{\"status\":\"healthy\"}", 0.1);
        assertBad(look, "status 500 instead of [200,204]");
        answer = null;
        assertBad(look, "no answer (refused)");
        String soon = look.replace("\"json\"", "\"within\":\"200ms\",\"json\"");
        answer = new HttpCaller.Answer(200, Map.of(), "{\"status\":\"healthy\"}", 0.2);
        assertGood(soon);
        answer = new HttpCaller.Answer(200, Map.of(), "{\"status\":\"healthy\"}", 0.25);
        assertBad(soon, "took 0.250 s, more than 200ms");
    }

    @Test
    void shouldCountTablesAndSayWhereTheFileContradictsItself() {
        SystemSettings system = StepCalls.system("v1", "counted", "x");
        String look = "{\"count\":\"v1\",\"tables\":{\"core\":3000,\"docs\":2100},\"total\":\"%s\",\"within\":5}";

        StepResult.Done good = (StepResult.Done) check.advance(call("check", look.formatted(5100), system));
        assertThat(good.facts().path("total").asInt()).isEqualTo(5099);
        assertThat(good.facts().path("matching").asInt()).isEqualTo(2);
        StepResult.Failed total = (StepResult.Failed) check.advance(call("check", look.formatted(6100), system));
        assertThat(total.reason())
                .isEqualTo("v1: together they hold 5,099, not 6,100; the file contradicts itself: its counts add up to"
                        + " 5,100, and its total is 6,100: correct one");
        StepResult.Failed table = (StepResult.Failed)
                check.advance(call("check", look.formatted(5100).replace("\"within\":5", "\"within\":0"), system));
        assertThat(table.reason()).isEqualTo("v1: 'docs' holds 2,099, not 2,100, together they hold 5,099, not 5,100");
        assertThat(check.outlook(call("check", look.formatted(6100), system).step()))
                .contains("core 3,000, docs 2,100, together 6,100, give or take 5; the file contradicts itself");
    }

    @Test
    void shouldTellOfATableThatMayBeOffAndLetNoTotalBeOff() {
        SystemSettings system = StepCalls.system("v1", "counted", "x");
        String look = "{\"count\":\"v1\",\"tables\":{\"core\":3001,\"docs\":2099},\"total\":\"%s\",\"least\":1}";

        StepResult.Done told = (StepResult.Done) check.advance(call("check", look.formatted(5099), system));
        StepResult.Failed total = (StepResult.Failed) check.advance(call("check", look.formatted(5100), system));
        StepResult.Failed both = (StepResult.Failed)
                check.advance(call("check", look.formatted(5099).replace("2099", "2098"), system));

        assertThat(told.facts().path("matching").asInt()).isEqualTo(1);
        assertThat(told.facts().path("warning").asText())
                .startsWith("v1: 'core' holds 3,000, not 3,001; the file contradicts itself");
        assertThat(total.reason()).isEqualTo("v1: 'core' holds 3,000, not 3,001, together they hold 5,099, not 5,100");
        assertThat(both.reason()).startsWith("v1: 'core' holds 3,000, not 3,001, 'docs' holds 2,099, not 2,098");
    }

    @Test
    void shouldMissATableThatIsNotThere() {
        SystemSettings system = StepCalls.system("v1", "counted", "x");

        StepResult gone = check.advance(call("check", "{\"count\":\"v1\",\"tables\":[\"core\",\"no docs\"]}", system));

        assertThat(((StepResult.Failed) gone).reason()).isEqualTo("v1: 'no docs' is not there");
    }

    @Test
    void shouldCountAgainstWhatAStepBeforeFound() {
        SystemSettings system = StepCalls.system("v1", "counted", "x");
        String look = "{\"count\":\"v1\",\"tables\":[\"core\",\"docs\"],\"equal\":\".p.by.origin.rows\"%s}";
        StepCall equal = call("check", look.formatted(""), system);
        StepCall more = call("check", look.formatted(",\"more\":true"), system);
        String known = "{\"p\":{\"by\":{\"origin\":{\"rows\":{\"core\":%d,\"docs\":%d}}}}}";

        assertThat(check.advance(knowing(equal, known.formatted(3000, 2099)))).isInstanceOf(StepResult.Done.class);
        assertThat(reason(knowing(equal, known.formatted(2999, 2099)))).isEqualTo("v1: 'core' holds 3,000, not 2,999");
        assertThat(check.advance(knowing(more, known.formatted(2999, 2099)))).isInstanceOf(StepResult.Done.class);
        assertThat(reason(knowing(more, known.formatted(3001, 2099)))).isEqualTo("v1: 'core' holds 3,000, not 3,001");
        assertThat(reason(knowing(equal, "{}"))).isEqualTo("'.p.by.origin.rows' gives [null], no counts by table");
    }

    private String reason(StepCall call) {
        return ((StepResult.Failed) check.advance(call)).reason();
    }

    private static StepCall knowing(StepCall call, String facts) {
        return StepCalls.knowing(call, StepCalls.json(facts));
    }

    @Test
    void shouldTakeNoNumberForNoPass() {
        SystemSettings prometheus = new SystemSettings(
                "prom",
                "http",
                "https://p/",
                List.of(),
                StepCalls.json("{\"token\":\"T\",\"certificate\":\"p.pem\"}"),
                "m.yaml:1:1");
        String look = "{\"promql\":\"up\",\"in\":\"prom\",\"pass\":\"< 1\"}";
        for (String result : new String[] {"[]", "[{\"value\":[1,\"NaN\"]}]"}) {
            answer = new HttpCaller.Answer(
                    200, Map.of(), "{\"data\":{\"resultType\":\"vector\",\"result\":" + result + "}}", 0.1);

            StepResult.Failed failed = (StepResult.Failed) check.advance(call("check", look, prometheus));

            assertThat(failed.reason()).isEqualTo("Prometheus has no number for 'up'");
        }
        answer = new HttpCaller.Answer(
                200, Map.of(), "{\"data\":{\"resultType\":\"vector\",\"result\":[{\"value\":[1,\"0.5\"]}]}}", 0.1);
        assertThat(check.advance(call("check", look, prometheus))).isInstanceOf(StepResult.Done.class);
        assertThat(asked.url()).isEqualTo("https://p/api/v1/query?query=up");
        assertThat(asked.headers()).containsEntry("Authorization", "Bearer T");
        assertThat(asked.certificate()).isEqualTo("p.pem");
    }

    @Test
    void shouldAskWhatCopiesHaveFound() throws IOException {
        String look = "\"mirror\":\"api\",\"pass\":\">= 95%\"";
        assertBad("{" + look + "}", "no requests of api are copied now");

        copied =
                "{\"on\":true,\"compared\":40,\"agreement\":0.97,\"endpoints\":[{\"endpoint\":\"POST /ask\",\"agreement\":0.9}]}";

        assertGood("{" + look + "}");
        String narrow = look + ",\"value\":\".endpoints[] | select(.endpoint == \\\"POST /ask\\\") | .agreement\"";
        assertBad("{" + narrow + "}", "0.9 is not >= 95%, of 40 compared");
        assertBad("{" + look + ",\"value\":\".nothing\"}", "finds no number");
    }

    private void assertGood(String options) {
        assertThat(check.advance(call("check", options))).as(options).isInstanceOf(StepResult.Done.class);
    }

    private void assertBad(String options, String why) {
        StepResult result = check.advance(call("check", options));
        assertThat(result).as(options).isInstanceOf(StepResult.Failed.class);
        assertThat(((StepResult.Failed) result).reason()).contains(why);
    }

    /** What copies {@link #copied} tells of. */
    private final class Copies implements Mirrors {
        @Override
        public TrafficMirror of(String migration, Traffic service) {
            return new TrafficMirror() {
                @Override
                public void on(String run) {
                    throw new AssertionError("a check changes nothing");
                }

                @Override
                public void off() {
                    throw new AssertionError("a check changes nothing");
                }

                @Override
                public JsonNode results(boolean values) {
                    return StepCalls.json(copied);
                }

                @Override
                public JsonNode recent() {
                    return StepCalls.json("[]");
                }

                @Override
                public void close() {
                    // Nothing is held
                }
            };
        }

        @Override
        public void release(String migration, Traffic service) {
            throw new AssertionError("a check changes nothing");
        }

        @Override
        public JsonNode replay(Traffic service, List<JsonNode> requests, Plan plan, SnapshotFolder.Pace pace) {
            throw new AssertionError("a check changes nothing");
        }
    }
}
