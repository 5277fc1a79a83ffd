package dev.caravan.traffic.router;

import dev.caravan.model.Side;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service twice. Each side answers with its name, the method and the request's address as it came; {@code /echo} gives a body
 * back, {@code /events} sends three events one after the other, {@code /headers} shows what arrived, {@code
 * /status/N} answers with a status, {@code /agree/N} with the same JSON but for a time, {@code /differ/N} with JSON that tells the
 * side, {@code /hang} on v2 not at all, and a WebSocket gives every message back with the side's name in front, but to {@code where} the
 * address that was asked for.
 */
final class TwoSides implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Map<Side, Service> services = new EnumMap<>(Side.class);

    TwoSides() throws Exception {
        for (Side side : Side.values()) {
            Service service = new Service(side);
            vertx.deployVerticle(service)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            services.put(side, service);
        }
    }

    /** How many requests that are marked as copies a side got. */
    int copies(Side side) {
        return services.get(side).copies.get();
    }

    URI base(Side side, String path) {
        return URI.create("http://127.0.0.1:" + services.get(side).server.actualPort() + path);
    }

    @Override
    public void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static final class Service extends AbstractVerticle {
        private final Side side;
        private final AtomicInteger copies = new AtomicInteger();
        private HttpServer server;

        Service(Side side) {
            this.side = side;
        }

        @Override
        public void start(Promise<Void> started) {
            server = vertx.createHttpServer(
                    new HttpServerOptions().setHost("127.0.0.1").setPort(0));
            server.webSocketHandler(socket -> socket.textMessageHandler(
                            text -> socket.writeTextMessage(side + " " + (text.equals("where") ? socket.uri() : text))))
                    .requestHandler(this::answer)
                    .listen()
                    .<Void>mapEmpty()
                    .onComplete(started);
        }

        private void answer(HttpServerRequest request) {
            HttpServerResponse response = request.response();
            copies.addAndGet("true".equals(request.getHeader("X-Shadow")) ? 1 : 0);
            if (request.path().contains("/agree/") || request.path().contains("/differ/")) {
                String value = request.path().contains("/agree/") ? "same" : side.toString();
                response.putHeader("Content-Type", "application/json")
                        .end("{\"id\":%s,\"value\":\"%s\",\"at\":%d}"
                                .formatted(request.path().replaceFirst(".*/", ""), value, System.nanoTime()));
            } else if (request.path().endsWith("/hang") && side == Side.V2) {
                // No answer at all
                request.resume();
            } else if (request.path().endsWith("/echo")) {
                request.body().onSuccess(body -> response.putHeader("X-Side", side.toString())
                        .end(body));
            } else if (request.path().endsWith("/events")) {
                response.setChunked(true).putHeader("Content-Type", "text/event-stream");
                event(response, 1);
            } else if (request.path().endsWith("/headers")) {
                StringBuilder text = new StringBuilder(side + "\n");
                request.headers().forEach(header -> text.append(header.getKey())
                        .append(": ")
                        .append(header.getValue())
                        .append('\n'));
                response.end(text.toString());
            } else if (request.path().contains("/status/")) {
                response.setStatusCode(Integer.parseInt(request.path().replaceFirst(".*/", "")))
                        .end(side.toString());
            } else {
                request.body().onSuccess(body -> response.end(side + " " + request.method() + " " + request.uri()));
            }
        }

        private void event(HttpServerResponse response, int number) {
            if (number > 3) {
                response.end();
                return;
            }
            response.write(Buffer.buffer("data: " + side + " " + number + "\n\n"));
            vertx.setTimer(200, later -> event(response, number + 1));
        }
    }
}
