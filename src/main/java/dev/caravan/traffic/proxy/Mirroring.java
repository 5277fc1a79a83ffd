package dev.caravan.traffic.proxy;

import dev.caravan.model.Side;
import dev.caravan.traffic.compare.Answer;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;

/**
 * Copies requests of one event loop to the side that does not serve them, once the caller has its answer, over connections of their
 * own. A few copies at a time, a short queue behind them; what is more is dropped, so that no caller waits for a copy.
 */
final class Mirroring {
    private static final int QUEUE_PER_CALL = 8;
    private static final int LOOK_MILLIS = 50;
    private static final int MOST_CALLS = 1_024;
    private static final int CONNECT_MILLIS = 2_000;
    private static final String MARK = "X-Shadow";
    private static final List<String> HOP = List.of(
            "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "TE", "Trailer", "Upgrade", "Expect");

    private final Vertx vertx;
    private final ServiceFile service;
    private final MirrorDesk desk;
    private final int loops;
    private final Deque<Shadow> queue = new ArrayDeque<>();
    private final List<Copy> underWay = new ArrayList<>();
    private final Map<Side, Origin> origins;
    private HttpClient client;
    private int busy;

    /** @param loops how many share the calls that a mirror allows */
    Mirroring(Vertx vertx, ServiceFile service, Map<Side, Origin> origins, MirrorDesk desk, int loops) {
        this.vertx = vertx;
        this.service = service;
        this.origins = new HashMap<>(origins);
        this.desk = desk;
        this.loops = loops;
        vertx.setPeriodic(LOOK_MILLIS, tick -> expire());
    }

    /**
     * The copy to be made of a request; null for most.
     *
     * @param headers as they go to the side that serves
     */
    Shadow sample(HttpServerRequest request, Side served, MultiMap headers) {
        MirrorDesk.Count count = desk.count();
        boolean wanted = count != null
                && ThreadLocalRandom.current().nextDouble() < count.mirror().share()
                && count.takes(request.method().name())
                && !request.headers().contains(MARK);
        return wanted
                ? new Shadow(
                        count,
                        served,
                        request.method(),
                        service.below(request.uri()),
                        MultiMap.caseInsensitiveMultiMap().addAll(headers))
                : null;
    }

    /** The caller has its answer: now the copy. */
    void offer(Shadow shadow) {
        MirrorDesk.Count count = shadow.count();
        count.tally().mirrored();
        if (shadow.obstacle() != null) {
            count.tally().dropped(shadow.obstacle());
            return;
        }
        int calls = Math.max(1, count.mirror().calls() / loops);
        if (busy < calls) {
            begin(shadow);
        } else if (queue.size() < calls * QUEUE_PER_CALL) {
            queue.add(shadow);
        } else {
            count.tally().dropped("queue full");
        }
    }

    private void begin(Shadow shadow) {
        busy++;
        MirrorDesk.Count count = shadow.count();
        Answer answer = shadow.answer();
        String method = shadow.method().name();
        double noise = count.mirror().compare().noise();
        boolean twice = noise > 0
                && (ThreadLocalRandom.current().nextDouble() < noise
                        || count.tally().wantsNoise(method, shadow.uri()));
        if (!twice) {
            copy(shadow, answer);
            return;
        }
        new Copy(shadow, shadow.served(), (again, failure) -> {
                    if (again != null) {
                        count.learn(shadow, answer, again);
                    }
                    copy(shadow, answer);
                })
                .send(true);
    }

    private void copy(Shadow shadow, Answer answer) {
        Side other = shadow.served() == Side.V1 ? Side.V2 : Side.V1;
        MirrorDesk.Count count = shadow.count();
        new Copy(shadow, other, (copied, failure) -> {
                    if (copied == null) {
                        count.tally().failed(shadow.method().name(), shadow.uri(), failure);
                    } else {
                        count.keep(shadow);
                        count.compare(shadow, answer, copied);
                    }
                    end();
                })
                .send(true);
    }

    private void end() {
        busy--;
        Shadow next = queue.poll();
        if (next != null) {
            begin(next);
        }
    }

    private void expire() {
        long now = System.nanoTime();
        for (Copy copy : List.copyOf(underWay)) {
            if (now - copy.begun > copy.shadow.count().mirror().within().toNanos()) {
                copy.end(null, "no answer in time");
            }
        }
    }

    private HttpClient client() {
        if (client == null) {
            client = vertx.createHttpClient(new HttpClientOptions()
                    .setMaxPoolSize(MOST_CALLS)
                    .setConnectTimeout(CONNECT_MILLIS)
                    .setDecompressionSupported(false)
                    .setKeepAliveTimeout(10)
                    .setTcpNoDelay(true));
        }
        return client;
    }

    private static String reason(Throwable failure) {
        return failure instanceof ConnectException || failure.getCause() instanceof ConnectException
                ? "no connection"
                : failure instanceof HttpClosedException
                        ? "connection closed"
                        : failure instanceof DecoderException || failure instanceof IllegalArgumentException
                                ? "no HTTP"
                                : failure.getClass().getSimpleName();
    }

    /** One request on its way to a side, and its answer on its way back. */
    private final class Copy {
        private final Shadow shadow;
        private final Side side;
        private final BiConsumer<Answer, String> done;
        private final Capture body;
        private long begun;
        private HttpClientRequest request;
        private boolean over;

        Copy(Shadow shadow, Side side, BiConsumer<Answer, String> done) {
            this.shadow = shadow;
            this.side = side;
            this.done = done;
            this.body = new Capture(shadow.count().mirror().limit());
        }

        /** @param again true when a connection that was closed in the meantime may be replaced once */
        void send(boolean again) {
            begun = System.nanoTime();
            underWay.add(this);
            Origin origin = origins.get(side);
            RequestOptions options = new RequestOptions()
                    .setServer(origin.address())
                    .setMethod(shadow.method())
                    .setURI(origin.uri(shadow.uri()));
            client().request(options)
                    .compose(opened -> {
                        request = opened;
                        opened.headers().addAll(shadow.headers());
                        HOP.forEach(name -> opened.headers().remove(name));
                        opened.putHeader(MARK, "true");
                        opened.putHeader(HttpHeaders.HOST, shadow.headers().get(HttpHeaders.HOST));
                        return opened.send(shadow.body());
                    })
                    .onSuccess(this::take)
                    .onFailure(failure -> {
                        boolean stale = again && !over && failure instanceof HttpClosedException;
                        if (stale && shadow.isSafe()) {
                            underWay.remove(this);
                            send(false);
                        } else {
                            end(null, reason(failure));
                        }
                    });
        }

        private void take(HttpClientResponse response) {
            long nanos = System.nanoTime() - begun;
            response.exceptionHandler(failure -> end(null, reason(failure)))
                    .handler(body::add)
                    .endHandler(ended -> end(
                            new Answer(
                                    response.statusCode(),
                                    Shadow.telling(
                                            response.headers(), shadow.count().mirror()),
                                    body.bytes(),
                                    body.length(),
                                    body.cut(),
                                    nanos),
                            ""));
        }

        private void end(Answer answer, String failure) {
            if (over) {
                return;
            }
            over = true;
            underWay.remove(this);
            if (answer == null && request != null) {
                request.reset();
            }
            done.accept(answer, failure);
        }
    }
}
