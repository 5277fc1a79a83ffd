package dev.caravan.lekiwi;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.Jedis;

/**
 * One side of Lekiwi Heartbeat: {@code legacy PORT REDIS_URL} or {@code v2 PORT JDBC_URL}. {@code POST /fault/MODE} makes it
 * fail: {@code errors} (one answer in fifty is 500), {@code lie} (the same, and its metrics say 200), {@code flap} (one in ten, for
 * two seconds of four), {@code slow} (each takes 3 s), {@code wrong} (robots of another type), {@code dead} (it ends), {@code none}.
 */
public final class LekiwiService {
    private static final int SLOW_MILLIS = 3_000;
    private static final int ONE_IN = 50;
    private static final double[] BUCKETS = {0.05, 0.1, 0.25, 0.5, 1, 2.5, Double.POSITIVE_INFINITY};

    private final String system;
    private final RobotStore store;
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong requests = new AtomicLong();
    private final Map<Integer, Long> statuses = new TreeMap<>();
    private final Map<Double, Long> seconds = new TreeMap<>();
    private volatile String fault = "none";

    private LekiwiService(String system, RobotStore store) {
        this.system = system;
        this.store = store;
    }

    public static void main(String[] words) throws Exception {
        RobotStore store = words[0].equals("legacy")
                ? new RobotStore.OfRedis(new Jedis(URI.create(words[2])))
                : RobotStore.OfPostgres.at(words[2]);
        new LekiwiService(words[0], store).listen(Integer.parseInt(words[1]));
    }

    private void listen(int port) throws Exception {
        HttpServer server = vertx.createHttpServer(
                new HttpServerOptions().setHost("127.0.0.1").setPort(port));
        server.webSocketHandler(
                socket -> socket.textMessageHandler(text -> socket.writeTextMessage(system + " " + text)));
        server.requestHandler(this::take)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    private void take(HttpServerRequest request) {
        if (request.path().startsWith("/fault/")) {
            fault = request.path().substring("/fault/".length());
            request.response().end().onComplete(sent -> {
                if (fault.equals("dead")) {
                    Runtime.getRuntime().halt(1);
                }
            });
            return;
        }
        long begun = System.nanoTime();
        boolean breaks = breaks();
        request.body().onSuccess(body -> vertx.<Answer>executeBlocking(() ->
                        breaks ? new Answer(500, "{}") : answer(request.method(), request.path(), body.toString()))
                .recover(failure -> io.vertx.core.Future.succeededFuture(new Answer(
                        503,
                        new JsonObject().put("error", String.valueOf(failure)).encode())))
                .onSuccess(answer -> later(() -> send(request, answer, begun))));
    }

    private boolean breaks() {
        long number = requests.incrementAndGet();
        return switch (fault) {
            case "errors", "lie" -> number % ONE_IN == 0;
            case "flap" -> number % 10 == 0 && System.currentTimeMillis() / 2_000 % 2 == 0;
            default -> false;
        };
    }

    private void later(Runnable send) {
        if (fault.equals("slow")) {
            vertx.setTimer(SLOW_MILLIS, late -> send.run());
        } else {
            send.run();
        }
    }

    private void send(HttpServerRequest request, Answer answer, long begun) {
        double took = (System.nanoTime() - begun) / 1e9;
        synchronized (statuses) {
            statuses.merge(fault.equals("lie") ? 200 : answer.status(), 1L, Long::sum);
            for (double bucket : BUCKETS) {
                seconds.merge(bucket, took <= bucket ? 1L : 0L, Long::sum);
            }
        }
        request.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", "application/json")
                .putHeader("X-System", system)
                .end(answer.body());
    }

    private synchronized Answer answer(HttpMethod method, String path, String body) throws Exception {
        String[] parts = path.split("/");
        String kind = parts.length < 2 ? "" : parts[1];
        if (method == HttpMethod.POST && parts.length == 4) {
            store.heartbeat(parts[2], new JsonObject(body).getString("status"));
            return new Answer(200, "{}");
        }
        return switch (kind) {
            case "health" ->
                found(new JsonObject()
                        .put("status", "healthy")
                        .put("robots", store.ids().size()));
            case "types" -> found(types());
            case "robots" -> parts.length == 2 ? new Answer(200, store.robots().encode()) : found(robot(parts[2]));
            case "sessions" -> found(store.session(parts[2]));
            case "metrics" -> new Answer(200, metrics());
            default -> new Answer(404, "{}");
        };
    }

    private JsonObject robot(String id) throws Exception {
        JsonObject robot = store.robot(id);
        return robot == null || !fault.equals("wrong") ? robot : robot.put("type", "toaster");
    }

    private JsonObject types() throws Exception {
        Map<String, Object> counts = new TreeMap<>();
        for (String id : store.ids()) {
            counts.merge(store.robot(id).getString("type"), 1, (a, b) -> (int) a + (int) b);
        }
        return new JsonObject(counts);
    }

    private String metrics() {
        String label = "{system=\"" + (system.equals("v2") ? "new" : system) + "\",";
        StringBuilder lines = new StringBuilder();
        synchronized (statuses) {
            statuses.forEach((status, count) ->
                    lines.append("http_requests_total" + label + "status=\"" + status + "\"} " + count + "\n"));
            seconds.forEach((most, count) -> lines.append("http_request_duration_seconds_bucket" + label + "le=\""
                    + (most.isInfinite() ? "+Inf" : most) + "\"} " + count + "\n"));
        }
        return lines.toString();
    }

    private static Answer found(JsonObject answer) {
        return answer == null ? new Answer(404, "{}") : new Answer(200, answer.encode());
    }

    private record Answer(int status, String body) {}
}
