package dev.caravan.traffic.proxy;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.Callable;

/** The control port of a router's process: on the loopback, with a token that stands in a file of the router's owner. */
final class ControlServer extends AbstractVerticle {
    private static final int LONGEST_BODY = 200_000;

    private final byte[] token;
    private final Hand hand;
    private HttpServer server;

    ControlServer(String token, Hand hand) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.hand = hand;
    }

    @Override
    public void start(Promise<Void> started) {
        server = vertx.createHttpServer(
                new HttpServerOptions().setHost("127.0.0.1").setPort(0));
        server.requestHandler(this::take).listen().<Void>mapEmpty().onComplete(started);
    }

    int port() {
        return server.actualPort();
    }

    private void take(HttpServerRequest request) {
        String given = String.valueOf(request.getHeader("Authorization"));
        if (!MessageDigest.isEqual(token, given.replaceFirst("^Bearer ", "").getBytes(StandardCharsets.UTF_8))) {
            request.response().setStatusCode(401).end();
            return;
        }
        request.body().onSuccess(body -> {
            if (body.length() > LONGEST_BODY) {
                request.response().setStatusCode(413).end();
                return;
            }
            answer(request, body.toString());
        });
    }

    private void answer(HttpServerRequest request, String body) {
        Callable<String> asked =
                switch (request.method() + " " + request.path()) {
                    case "GET /" -> hand::say;
                    case "PUT /split" -> () -> hand.put(body);
                    case "POST /stop" -> hand::stop;
                    case "POST /release" -> hand::release;
                    case "GET /mirror" -> () -> hand.mirrored("values".equals(request.query()));
                    case "PUT /mirror" -> () -> hand.mirror(body);
                    case "GET /mirror/recent" -> hand::recent;
                    default -> null;
                };
        if (asked == null) {
            request.response().setStatusCode(404).end();
            return;
        }
        vertx.executeBlocking(asked)
                .onSuccess(said -> request.response().end(said))
                .onFailure(failure -> request.response().setStatusCode(400).end(String.valueOf(failure.getMessage())));
    }

    /** What the control port can do; called by worker threads. */
    interface Hand {
        /** Everything that is known, as JSON. */
        String say();

        /** Brings a split into force; answers as {@link #say} does. */
        String put(String split);

        /** What copies of requests told, as JSON; with values, or with their types and lengths alone. */
        String mirrored(boolean values);

        /** Brings a mirror, or {@code off}, into force; answers as {@link #mirrored} does. */
        String mirror(String file);

        /** The latest requests that were copied, a JSON array. */
        String recent();

        /** Lets the process end, soon. */
        String stop();

        /**
         * Lets a process that only copies, and does not copy now, end once nobody waits for an answer of it; one that is to copy
         * again before that goes on.
         */
        String release();
    }
}
