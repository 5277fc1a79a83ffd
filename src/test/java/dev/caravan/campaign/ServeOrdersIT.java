package dev.caravan.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.model.Person;
import dev.caravan.settings.PeopleFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What people ask of the long-running process, by files, commands and HTTP. */
@Timeout(600)
class ServeOrdersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int RECORDS = 2_000;

    @TempDir
    private Path folder;

    private Served served;

    @BeforeEach
    void makeHome() throws IOException {
        served = new Served(folder.toRealPath());
    }

    @Test
    void shouldOpenAGateByDroppedSignOffs() throws Exception {
        served.configured(
                        "gated",
                        """
                        gates: { go: { criteria: [ { fact: .a.verify.rows, pass: "== 1" } ], sign-offs: [ dba, security ] } }
                        plan: [ { phase: move, steps: [ { pipeline: a } ] }, { phase: decide, steps: [ { gate: go } ] } ]
                        """)
                .records("gated", "x.json", 0, 10);
        Path key = people();
        try (Running serve = served.up()) {
            served.drop("run.yaml", "{run: gated}");
            until(() -> waiting("gated").contains("sign-off of dba, security"));
            assertThat(served.call("status", "gated").said())
                    .startsWith("gated: running, run 1 since 20")
                    .contains("\n  waits for: decide/go: sign-off of dba, security\n");

            served.drop("forged.yaml", "{approve: {migration: gated, gate: go, role: dba, by: ada}}");
            until(() -> served.reasons(".failed").containsKey("forged.yaml"));
            assertThat(served.reasons(".failed").get("forged.yaml")).contains("the signature is not that of ada");

            Path signed = folder.resolve("signed.json");
            Running command = served.call(
                    "approve",
                    "gated",
                    "go",
                    "--role",
                    "dba",
                    "--by",
                    "ada",
                    "--key",
                    key.toString(),
                    "--out",
                    signed.toString());
            assertThat(command.said()).contains(".a.verify.rows = 1");
            String approval = Files.readString(signed);
            served.drop("altered.json", approval.replace("\"dba\"", "\"security\""));
            until(() -> served.reasons(".failed").containsKey("altered.json"));
            served.drop("signed.json", approval);
            until(() -> waiting("gated").endsWith("sign-off of security"));

            served.drop("bob.yaml", "{approve: {migration: gated, gate: go, role: security, by: bob, reason: seen}}");
            until(() -> served.runs("gated").equals(List.of("DONE order")));
            until(() -> served.reasons(".done").keySet().equals(Set.of("run.yaml", "signed.json", "bob.yaml")));

            assertThat(served.call("rollback", "gated", "--reason", "no", "--yes")
                            .said())
                    .isEqualTo("gated: rollback taken\n");
            until(() -> served.runs("gated").equals(List.of("DONE order", "ROLLED_BACK order")));

            Files.delete(served.lock());
            assertThat(serve.end()).as(serve.said()).isEqualTo(7);
        }
        assertThat(served.books("SELECT who, role, signature IS NOT NULL AS proved, reason FROM sign_offs ORDER BY id"))
                .extracting(row -> String.join(
                        " ", row.values().stream().map(String::valueOf).toList()))
                .containsExactly("ada dba 1 ", "bob security 0 seen");
    }

    @Test
    void shouldKeepAPauseOverAKillAndGoOnByACommand() throws Exception {
        served.configured("slow", "").records("slow", "x.json", 0, RECORDS);
        try (Running serve = served.up()) {
            served.drop("run.yaml", "{run: slow}");
            until(() -> served.rows("slow").size() > 50);
            served.drop("pause.yaml", "{pause: slow, by: ada}");
            until(() -> waiting("slow").equals("paused by ada; 'resume slow' goes on"));
            Running second = served.call("serve");
            assertThat(second.end()).isEqualTo(7);
            assertThat(second.errors()).startsWith("STATE_LOCKED ").contains("'serve' (pid " + serve.pid());
            serve.kill();
        }
        int done = served.rows("slow").size();
        assertThat(done).isBetween(50, RECORDS - 1);

        try (Running serve = served.up()) {
            until(() -> waiting("slow").equals("paused by ada; 'resume slow' goes on"));
            assertThat(get(serve, "live")).isEqualTo("200 {\"status\":\"UP\"}");
            assertThat(get(serve, "ready")).isEqualTo("200 {\"status\":\"UP\"}");
            assertThat(served.rows("slow")).isEqualTo(Served.expected(0, done));

            assertThat(served.call("resume", "slow").said()).isEqualTo("slow: resume taken\n");
            until(() -> served.runs("slow").equals(List.of("INTERRUPTED order", "DONE resume")));
            assertThat(served.call("status").said())
                    .startsWith("served by 'serve' (pid " + serve.pid())
                    .contains("\nslow: done, run 2 since 20");
            assertThat(served.call("report", "slow", "--format", "json").said()).contains("\"outcome\" : \"done\"");
        }
        assertThat(served.rows("slow")).isEqualTo(Served.expected(0, RECORDS));
    }

    @Test
    void shouldKeepTheDemosConsoleOpen() throws Exception {
        served.shipped("config");
        try (Running demo = served.start("demo", "--keep", "--memories", "300")) {
            assertThat(demo.until(() -> demo.said().contains("; end it with a signal")))
                    .as(demo.said())
                    .isTrue();
            assertThat(demo.said())
                    .contains("demo-traffic: approve taken", "v2's share is 25%: healthy")
                    // The way back may have given the share that was found before anybody looked
                    .containsPattern("v2's share is (off|0%): .*v2's share of errors is")
                    .containsPattern(
                            "calls: [0-9,]+ answered by v1, [1-9][0-9,]* by v2, [1-9][0-9]* errors of v2, 0 lost")
                    .contains("\ndemo-traffic: rolled-back\n");
            assertThat(ProcessHandle.of(demo.pid()).orElseThrow().descendants())
                    .as("the router has ended")
                    .isEmpty();
            assertThat(get(demo, "live")).isEqualTo("200 {\"status\":\"UP\"}");

            served.drop("again.yaml", "{run: barnabeenet, only: data}");
            until(() -> demo.said().contains(" ended: done"));
            demo.signal("TERM");

            assertThat(demo.end()).isEqualTo(143);
            assertThat(demo.said()).contains("barnabeenet: done\n");
        }
    }

    @Test
    void shouldStartNothingWhenItsPortIsTaken() throws IOException {
        served.configured("ordered", "").records("ordered", "x.json", 0, 10);
        served.drop("run.yaml", "{run: ordered}");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            served.properties("caravan.console.port = " + taken.getLocalPort() + "\n");

            Running serve = served.call("serve");

            assertThat(serve.end()).isEqualTo(1);
            assertThat(serve.errors())
                    .startsWith("CONSOLE_UNUSABLE 127.0.0.1:" + taken.getLocalPort() + ": cannot be listened on")
                    .hasLineCount(1);
        }
        assertThat(served.runs("ordered")).isEmpty();
        assertThat(served.box().resolve("run.yaml")).exists();
    }

    /** Ada, who has a key, and Bob, who has none; answers the place of hers. */
    private Path people() throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String shown = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        Path file = served.config("people.yaml");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file,
                PeopleFile.text(List.of(
                        new Person("ada", Set.of("dba"), null, shown, null),
                        new Person("bob", Set.of("security"), null, null, null))));
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n";
        return Files.writeString(folder.resolve("ada.pem"), pem);
    }

    private String waiting(String migration) {
        return served.board().containsKey(migration)
                ? served.board().get(migration).path("waiting").asText()
                : "";
    }

    private static String get(Running serve, String probe) throws IOException, InterruptedException {
        Matcher address = Pattern.compile("console: (http://\\S+)").matcher(serve.said());
        assertThat(address.find()).as(serve.said()).isTrue();
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address.group(1) + "observe/health/" + probe))
                                .build(),
                        BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body().strip();
    }

    private void until(Callable<Boolean> holds) {
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(holds);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(served.told(), late);
        }
    }
}
