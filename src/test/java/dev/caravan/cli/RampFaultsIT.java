package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.caravan.servers.Callers;
import dev.caravan.servers.Ports;
import dev.caravan.servers.RouterChild;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A v2 that goes bad at 25 %: it never has more, all is back on v1, and so is the feature flag that was set at 10 %. */
class RampFaultsIT extends RampScene {
    private final List<String> flags = new CopyOnWriteArrayList<>();

    private String flagService() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        closing(() -> server.stop(0));
        server.createContext("/", exchange -> {
            try (exchange) {
                flags.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/flags";
    }

    private void begin(String router, String fault) throws IOException {
        String flag = flagService();
        boolean wrong = fault.equals("wrong");
        String tee = router.equals("embedded") ? "" : ", tee: \"127.0.0.1:" + Ports.free() + "\"";
        migration(
                router(router),
                """
                ramp: [ 25%, 100% ]
                hold: 1s
                healthy: { errors: "< 1%", p50: "< 200ms"AGREE }
                abort: { errors: "> 30%"ABORT }
                interval: 200ms
                patience: 15s
                tolerance: none
                """
                                .replace("ABORT", wrong ? ", agreement: \"< 50%\"" : "")
                                .replace("AGREE", wrong ? ", agreement: \"> 99%\"" : "")
                        + (wrong ? "mirror: { share: 100%" + tee + " }\n" : ""),
                """
                - shift: { name: few, of: api, to: 10% }
                - http: { name: flag, to: "URL", method: PUT, body: { v2: true }, undo: { http: { to: "URL", method: PUT, body: { v2: false } } } }
                MIRROR
                - ramp: { name: all, of: api, on-failure: rollback }
                """
                        .replace("URL", flag)
                        .replace(
                                "MIRROR",
                                wrong ? "- mirror: { of: api }" : "- exec: { run: [ \"true\" ], leaves: nothing }"));
    }

    private void turnBad(String fault) {
        switch (fault) {
            case "errors" -> services.failing(0.02);
            case "slow" -> services.slow(400);
            case "dead" -> services.kill();
            default -> {
                // Its answers are wrong as they are
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"embedded, wrong, agreement with v1 is 0.00 %", "nginx, dead, share of errors is"})
    void shouldGoBackAndTakeTheFlagBack(String router, String fault, String reason) throws Exception {
        goesBack(router, fault, reason);
    }

    @Tag("campaign")
    @ParameterizedTest
    @CsvSource({
        "embedded, errors, share of errors is",
        "embedded, slow, p50 is",
        "embedded, dead, share of errors is",
        "nginx, wrong, agreement with v1 is 0.00 %",
        "nginx, slow, p50 is",
        "nginx, errors, share of errors is",
        "haproxy, wrong, agreement with v1 is 0.00 %",
        "haproxy, errors, share of errors is",
        "haproxy, slow, p50 is"
    })
    void shouldGoBackFromEachFaultBehindEachRouter(String router, String fault, String reason) throws Exception {
        goesBack(router, fault, reason);
    }

    private void goesBack(String router, String fault, String reason) throws Exception {
        begin(router, fault);
        closing(new Callers(port));
        CompletableFuture<Called> run = CompletableFuture.supplyAsync(() -> scene.call("run", "--format", "json"));
        if (!fault.equals("wrong")) {
            awaitThat(() ->
                    run.isDone() || scene.callNamed("status", "move").out().contains("25% on v2"));
            assertThat(flags).containsExactly("{\"v2\":true}");
            turnBad(fault);
        }

        Called ended = run.join();

        assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(5);
        assertThat(ended.err()).contains(reason);
        assertThat(ended.out()).doesNotContain("\"share\" : 100");
        assertThat(flags).containsExactly("{\"v2\":true}", "{\"v2\":false}");
        allOnV1();
        if (!router.equals("embedded")) {
            awaitThat(() -> !new RouterChild(folder.resolve("state"), "move", "api").runs());
        }
    }

    /** Callers notice nothing, and the next process goes on with the share in force. */
    @Tag("campaign")
    @ParameterizedTest
    @CsvSource({"nginx", "haproxy"})
    void shouldServeOnWhileCaravanIsDeadAndThenGoOn(String router) throws Exception {
        migration(
                router(router),
                """
                ramp: [ 25%, 100% ]
                hold: 5s
                healthy: { errors: "< 10%" }
                interval: 200ms
                patience: 1m
                tolerance: none
                """,
                "- ramp: api");
        Callers callers = closing(new Callers(port));
        Object[] words = {"run", scene.at("m.yaml"), "--state", scene.state()};
        long before;
        try (Program.Running first = new Program(folder).start(words)) {
            awaitThat(() -> callers.count("v2") > 100);
            before = callers.count("none");
            first.kill();
            first.end();
        }
        long onV2 = callers.count("v2");
        awaitThat(() -> callers.count("v2") > onV2 + 200);

        Called second = scene.call("run", "--format", "json");

        assertThat(second.exit()).as(second.err()).isZero();
        assertThat(second.out()).contains("\"share\" : 100");
        assertThat(callers.count("none")).isEqualTo(before);
        assertThat(callers.count("500") + callers.count("502") + callers.count("503"))
                .isZero();
    }
}
