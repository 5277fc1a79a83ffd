package dev.caravan.system.chroma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import dev.caravan.servers.ChromaServer;
import dev.caravan.servers.Ports;
import dev.caravan.spi.Freeze;
import dev.caravan.spi.FreezeContract;
import dev.caravan.step.StepCalls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The nginx of the page for operators in front of a real Chroma. */
@ExtendWith(ChromaServer.class)
class ChromaFreezeIT extends FreezeContract {
    private static final Path HOME =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger number = new AtomicInteger();

    @TempDir
    private Path folder;

    private SystemSettings system;
    private Process nginx;
    private String proxy;
    private String place;

    @BeforeEach
    void start(ChromaServer.Running server) throws Exception {
        String database = server.database();
        system = new SystemSettings(
                "v1",
                "chroma",
                server.url(),
                List.of(),
                StepCalls.json("{\"database\": \"" + database + "\"}"),
                "m.yaml:1:1");
        int port = Ports.free();
        proxy = "http://127.0.0.1:" + port;
        String page = Files.readString(HOME.resolve("src/main/docs/freeze-chroma.md"));
        String map = page.substring(page.indexOf("```nginx\n") + 9, page.indexOf("```\n", page.indexOf("```nginx\n")))
                .replace("127.0.0.1:8001", "127.0.0.1:" + port)
                .replace("http://127.0.0.1:8000", server.url())
                .replace("/srv/chroma/frozen", folder.resolve("frozen").toString());
        Path conf = folder.resolve("nginx.conf");
        Files.writeString(
                conf,
                "daemon off; master_process off; pid " + folder + "/pid; error_log " + folder
                        + "/error.log; events {} http { access_log off; client_body_temp_path " + folder
                        + "/body; proxy_temp_path " + folder + "/proxy; fastcgi_temp_path " + folder
                        + "/f; uwsgi_temp_path " + folder + "/u; scgi_temp_path " + folder + "/s;\n" + map + "}\n");
        nginx = new ProcessBuilder("nginx", "-c", conf.toString(), "-p", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        place = "/api/v2/tenants/default_tenant/databases/" + database + "/collections";
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> call("GET", place, "") == 200);
        assertThat(call("POST", place, "{\"name\": \"notes\"}")).isEqualTo(200);
    }

    @AfterEach
    void stop() throws InterruptedException {
        nginx.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    @Override
    protected Freeze freeze() {
        return freeze(proxy);
    }

    private Freeze freeze(String through) {
        return new ChromaSystem(Clock.systemUTC())
                .freeze(
                        system,
                        StepCalls.json(
                                "{\"through\": \"" + through + "\", \"flag\": \"" + folder.resolve("frozen") + "\"}"));
    }

    @Override
    protected Freeze unreachable() {
        return freeze("http://127.0.0.1:1");
    }

    @Override
    protected boolean write() throws Exception {
        int status = call("POST", place, "{\"name\": \"later-" + number.incrementAndGet() + "\"}");
        assertThat(status).isIn(200, 403);
        return status == 200;
    }

    @Override
    protected String read() throws Exception {
        HttpResponse<String> answer = send("GET", place, "");
        assertThat(answer.statusCode()).isEqualTo(200);
        String id = StepCalls.json(answer.body()).path(0).path("id").asText();
        assertThat(call("POST", place + "/" + id + "/get", "{}")).isEqualTo(200);
        assertThat(call("GET", place + "/" + id + "/count", "")).isEqualTo(200);
        return String.valueOf(StepCalls.json(answer.body()).size());
    }

    @Override
    protected Writer openWriter() {
        return new Writer() {
            @Override
            public boolean write() throws Exception {
                return ChromaFreezeIT.this.write();
            }

            @Override
            public void close() {
                // The client keeps its connection by itself
            }
        };
    }

    @Test
    void shouldRefuseEveryWriteThereIs() throws Exception {
        HttpResponse<String> all = send("GET", place, "");
        String one = place + "/" + StepCalls.json(all.body()).path(0).path("id").asText();
        freeze().freeze("t");

        assertThat(call("POST", one + "/add", "{}")).isEqualTo(403);
        assertThat(call("POST", one + "/upsert", "{}")).isEqualTo(403);
        assertThat(call("POST", one + "/update", "{}")).isEqualTo(403);
        assertThat(call("POST", one + "/delete", "{}")).isEqualTo(403);
        assertThat(call("DELETE", place + "/notes", "")).isEqualTo(403);
        assertThat(call("PUT", one, "{}")).isEqualTo(403);
        freeze().thaw("t");
    }

    @Test
    void shouldFreezeByAFlagThatTheProxyKeeps() throws Exception {
        Freeze flagged = byUrl("SECRET");

        flagged.freeze("t");

        assertThat(flagged.look().by("t")).isTrue();
        assertThat(write()).isFalse();
        assertThat(Files.readString(folder.resolve("frozen"))).isEqualTo("t");
        flagged.thaw("somebody else's");
        assertThat(write()).isFalse();
        flagged.thaw("t");
        assertThat(flagged.look().frozen()).isFalse();
        assertThat(write()).isTrue();
    }

    @Test
    void shouldNotFreezeWithAnotherToken() {
        assertThatThrownBy(() -> byUrl("GUESS").freeze("t"))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("401")
                .hasMessageNotContaining("GUESS");
    }

    private Freeze byUrl(String token) {
        return new ChromaSystem(Clock.systemUTC())
                .freeze(
                        system,
                        StepCalls.json("{\"through\": \"" + proxy + "\", \"flag\": \"" + proxy
                                + "/frozen\", \"token\": \"" + token + "\"}"));
    }

    @Test
    void shouldSayWhatIsNeededWhereThereIsNoProxy() {
        assertThatThrownBy(() -> new ChromaSystem(Clock.systemUTC()).freeze(system, StepCalls.json("{}")))
                .isInstanceOfSatisfying(CaravanException.class, missing -> assertThat(missing.code())
                        .isEqualTo(ErrorCode.NOT_BUILT))
                .hasMessageContaining("through:");
    }

    private int call(String method, String path, String body) throws Exception {
        return send(method, path, body).statusCode();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(proxy + path))
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
