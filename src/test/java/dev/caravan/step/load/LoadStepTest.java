package dev.caravan.step.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.servers.Ports;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepCalls;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a real server; times are compared by seconds, not by milliseconds. */
final class LoadStepTest {
    private final Vertx vertx = Vertx.vertx();
    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    private final Set<String> clients = ConcurrentHashMap.newKeySet();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void shouldHoldARateWithTheAskedMixAndClients() throws Exception {
        String url = serve(request -> request.response().end("ok"));

        JsonNode facts = done(
                url,
                """
                {"of":"app","rate":"200/s","for":"2s","warm-up":"100ms","clients":10,"expect":{"achieved":">= 10%"},"requests":[
                  {"share":"75%","path":"/robots/{n}","headers":{"X-Robot":"r{n}"}},
                  {"share":"25%","method":"POST","path":"/heartbeat","body":{"robot":"{n}"}}]}""");

        assertThat(facts.path("sent").asInt()).isEqualTo(400);
        assertThat(facts.path("answered").asInt()).isEqualTo(400);
        assertThat(facts.path("errors").asInt()).isZero();
        assertThat(facts.path("achieved").asDouble()).isBetween(20.0, 210.0);
        assertThat(facts.at("/requests/GET ~1robots~1{n}/sent").asInt()).isEqualTo(300);
        assertThat(facts.at("/requests/POST ~1heartbeat/sent").asInt()).isEqualTo(100);
        assertThat(facts.path("p99").asDouble()).isPositive();
        assertThat(seen.get("POST").get()).isEqualTo(105);
        assertThat(clients).hasSize(10).contains("r0", "r9");
    }

    /**
     * One connection, and an answer that stalls for a second in the middle: a closed loop would see one slow request. Everything
     * that was due meanwhile has waited too.
     */
    @Test
    void shouldCountTheTimeThatAStallHeldOthersUp() throws Exception {
        AtomicInteger number = new AtomicInteger();
        String url = serve(request -> {
            if (number.incrementAndGet() == 50) {
                vertx.setTimer(1000, late -> request.response().end());
            } else {
                request.response().end();
            }
        });

        JsonNode facts = done(
                url,
                "{\"of\":\"app\",\"rate\":100,\"for\":\"2s\",\"warm-up\":\"1ms\",\"connections\":1,\"expect\":{\"achieved\":\">= 10%\"}}");

        assertThat(facts.path("max").asDouble()).isGreaterThan(0.9);
        assertThat(facts.path("p95").asDouble()).isGreaterThan(0.5);
        assertThat(facts.path("sent").asInt()).isEqualTo(200);
    }

    @Test
    void shouldTellErrorsByKindAndFailOnThem() throws Exception {
        AtomicInteger number = new AtomicInteger();
        String url = serve(request -> {
            int n = number.incrementAndGet();
            if (n % 10 == 0) {
                request.response().setStatusCode(503).end();
            } else if (n % 10 == 5) {
                request.connection().close();
            } else if (n % 100 != 1) {
                request.response().end();
            }
        });

        StepResult.Failed failed = (StepResult.Failed)
                new LoadStep()
                        .advance(
                                call(
                                        url,
                                        """
                        {"of":"app","rate":100,"for":"2s","warm-up":"0ms","patience":"1s","expect":{"errors":"< 5%"}}"""));

        JsonNode kinds = failed.evidence().path("kinds");
        assertThat(kinds.path("status 503").asInt()).isEqualTo(20);
        assertThat(kinds.path("connection broken").asInt()).isEqualTo(20);
        assertThat(kinds.path("no answer in time").asInt()).isEqualTo(2);
        assertThat(failed.reason()).contains("at 100 requests/s", "errors 21.00% instead of < 5%", "status 503=20");
        assertThat(failed.evidence().path("max").asDouble()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void shouldNotCallAPortThatRefusesFast() {
        StepResult.Failed failed = (StepResult.Failed) new LoadStep()
                .advance(call("http://127.0.0.1:" + Ports.free(), "{\"of\":\"app\",\"rate\":50,\"for\":\"1s\"}"));

        assertThat(failed.evidence().at("/kinds/no connection").asInt()).isEqualTo(50);
        assertThat(failed.evidence().has("p99")).isFalse();
        assertThat(failed.reason()).contains("achieved 0.00%", "errors 100.00%");
    }

    /** The server answers one request after the other, 5 ms each: it breaks between 100 and 400 requests a second. */
    @Test
    void shouldFindTheRateThatBreaksIt() throws Exception {
        String url = slow();

        JsonNode facts = done(
                url,
                """
                {"of":"app","rates":[50,100,600,900],"for":"2s","warm-up":"0ms","at-least":"100/s","expect":{"p99":"< 2s","achieved":">= 20%"}}""");

        assertThat(facts.path("held").asInt()).isEqualTo(100);
        assertThat(facts.path("broke").asInt()).isEqualTo(600);
        assertThat(facts.path("runs")).hasSize(3);
        assertThat(facts.path("rate").asInt())
                .as("figures of the rate that was held")
                .isEqualTo(100);
        assertThat(facts.path("why").asText()).startsWith("at 600 requests/s: ");
    }

    @Test
    void shouldFailBelowTheRateThatMustBeHeld() throws Exception {
        StepResult failed = new LoadStep()
                .advance(
                        call(
                                slow(),
                                """
                        {"of":"app","rates":[50,600],"for":"2s","warm-up":"0ms","at-least":600,"expect":{"p99":"< 2s","achieved":">= 20%"}}"""));

        assertThat(failed).isInstanceOf(StepResult.Failed.class);
    }

    @Test
    void shouldStopWithTheRunAndBeginAgain() throws Exception {
        String url = serve(request -> request.response().end());
        StepCall call = call(url, "{\"of\":\"app\",\"rate\":50,\"for\":\"1h\"}");

        StepResult result = new LoadStep().advance(StepCalls.stopped(call, () -> seen.containsKey("GET")));

        assertThat(result).isInstanceOf(StepResult.Wait.class);
        assertThat(new LoadStep().look(call)).isInstanceOf(StepResult.Again.class);
    }

    private static JsonNode done(String url, String options) {
        StepResult result = new LoadStep().advance(call(url, options));
        assertThat(result)
                .as(result instanceof StepResult.Failed failed ? failed.reason() : "")
                .isInstanceOf(StepResult.Done.class);
        return ((StepResult.Done) result).facts();
    }

    private static StepCall call(String url, String options) {
        return StepCalls.call("load", options, StepCalls.system("app", "http", url));
    }

    private String slow() throws Exception {
        long[] free = {0};
        return serve(request -> {
            free[0] = Math.max(free[0], System.nanoTime()) + 5_000_000;
            long millis = Math.max(1, (free[0] - System.nanoTime()) / 1_000_000);
            vertx.setTimer(millis, late -> request.response().end());
        });
    }

    private String serve(Consumer<HttpServerRequest> answer) throws Exception {
        HttpServer server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> {
                    seen.computeIfAbsent(request.method().name(), method -> new AtomicInteger())
                            .incrementAndGet();
                    String robot = request.getHeader("X-Robot");
                    if (robot != null) {
                        clients.add(robot);
                    }
                    answer.accept(request);
                })
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        return "http://127.0.0.1:" + server.actualPort();
    }
}
