package dev.caravan.traffic.proxy;

import dev.caravan.model.PathMap;
import dev.caravan.model.Side;
import dev.caravan.traffic.Buckets;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The listener of one service on one event loop: chooses a side once a request and streams both ways. */
final class FrontServer extends AbstractVerticle implements ProxyInterceptor {
    private static final String SIDE = "caravan.side";
    private static final String BEGUN = "caravan.begun";
    private static final String SHADOW = "caravan.shadow";
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int IDLE_SECONDS = 3_600;
    private static final int CONNECTIONS = 1_024;

    private final ServiceFile service;
    private final String generation;
    private final Chooser chooser;
    private final Map<Side, SideMeter> meters;
    private final Map<Side, Origin> origins = new EnumMap<>(Side.class);
    private final MirrorDesk desk;
    private final int loops;
    private Mirroring mirroring;
    private HttpClient client;
    private HttpProxy proxy;

    /** @param loops how many there are of it */
    FrontServer(ServiceFile service, Chooser chooser, Map<Side, SideMeter> meters, MirrorDesk desk, int loops) {
        this.service = service;
        this.generation = service.generation();
        this.chooser = chooser;
        this.meters = meters;
        this.desk = desk;
        this.loops = loops;
        for (Side side : Side.values()) {
            origins.put(side, Origin.of(service.base(side), side == Side.V1 ? PathMap.SAME : service.paths()));
        }
    }

    @Override
    public void start(Promise<Void> started) {
        mirroring = new Mirroring(vertx, service, origins, desk, loops);
        client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(CONNECTIONS)
                .setConnectTimeout(CONNECT_MILLIS)
                .setDecompressionSupported(false)
                .setKeepAliveTimeout(30)
                .setTcpNoDelay(true));
        proxy = HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(true), client)
                .origin(this::open)
                .addInterceptor(this);
        int colon = service.listen().lastIndexOf(':');
        vertx.createHttpServer(new HttpServerOptions()
                        .setHost(service.listen().substring(0, colon))
                        .setPort(Integer.parseInt(service.listen().substring(colon + 1)))
                        .setHttp2ClearTextEnabled(false)
                        .setIdleTimeout(IDLE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .setTcpNoDelay(true))
                .connectionHandler(StrictDecoder::guard)
                .requestHandler(this::take)
                .listen()
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private void take(HttpServerRequest request) {
        int refusal = Door.refusal(request);
        if (refusal != 0) {
            request.response().putHeader(HttpHeaders.CONNECTION, "close").setStatusCode(refusal);
            request.response().end().onComplete(sent -> request.connection().close());
            return;
        }
        if (request.uri().startsWith("/.caravan/")) {
            answer(request);
            return;
        }
        proxy.handle(request);
    }

    /** Says which side a bucket gets now: what the control asks through the listener. */
    private void answer(HttpServerRequest request) {
        boolean ours = request.remoteAddress().hostAddress().matches("127\\..*|0:0:0:0:0:0:0:1|::1");
        String bucket = request.getParam("bucket", "00");
        boolean known = bucket.matches("[0-9][0-9]|cohort|v1|v2");
        String said = generation + " " + (known ? Buckets.side(chooser.split(), bucket) : "none");
        request.response().setStatusCode(ours ? OK : FORBIDDEN).end(ours ? said : "");
    }

    /** A connection to the side that was chosen; WebSockets, which pass no interceptor, choose here. */
    private Future<HttpClientRequest> open(ProxyContext context) {
        Side side = context.get(SIDE, Side.class);
        if (side == null) {
            side = chooser.side(context.request().proxiedRequest());
            prepare(context.request(), side);
        }
        return client.request(new RequestOptions().setServer(origins.get(side).address()));
    }

    private void prepare(ProxyRequest request, Side side) {
        Door.strip(request.headers());
        if (service.tee()) {
            return;
        }
        Origin origin = origins.get(side);
        if (!origin.isPlain()) {
            request.setURI(origin.uri(request.getURI()));
        }
        HttpServerRequest from = request.proxiedRequest();
        String address = from.remoteAddress().hostAddress();
        String before = request.headers().get("X-Forwarded-For");
        request.putHeader("X-Forwarded-For", before == null ? address : before + ", " + address);
        request.putHeader("X-Forwarded-Proto", from.isSSL() ? "https" : "http");
        request.putHeader("X-Forwarded-Host", from.getHeader(HttpHeaders.HOST));
        request.putHeader("X-Real-IP", address);
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        Side side = chooser.side(context.request().proxiedRequest());
        long begun = System.nanoTime();
        context.set(SIDE, side);
        context.set(BEGUN, begun);
        prepare(context.request(), side);
        copy(context, side);
        Future<ProxyResponse> sent = context.sendRequest();
        if (isRepeatable(context.request().proxiedRequest())) {
            sent = sent.recover(failure -> context.sendRequest());
        }
        return sent.onFailure(failure -> meters.get(side).count(502, System.nanoTime() - begun));
    }

    /** Notes what a copy of this request will need, where one is to be made. */
    private void copy(ProxyContext context, Side side) {
        ProxyRequest request = context.request();
        Shadow shadow = mirroring.sample(request.proxiedRequest(), side, request.headers());
        if (shadow == null) {
            return;
        }
        context.set(SHADOW, shadow);
        if (!isBare(request.proxiedRequest())) {
            Body body = request.getBody();
            request.setBody(Body.body(shadow.sending(body.stream()), body.length()));
        }
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
        Side side = context.get(SIDE, Side.class);
        ProxyResponse response = context.response();
        long nanos = System.nanoTime() - context.get(BEGUN, Long.class);
        meters.get(side).count(response.getStatusCode(), nanos);
        Shadow shadow = context.get(SHADOW, Shadow.class);
        if (shadow == null) {
            return context.sendResponse();
        }
        shadow.head(response.getStatusCode(), response.headers(), nanos);
        Body body = response.getBody();
        if (body != null) {
            response.setBody(Body.body(shadow.answering(body.stream()), body.length()));
        }
        return context.sendResponse().onSuccess(sent -> mirroring.offer(shadow));
    }

    /** A kept connection may be closed by the far side as a request goes out on it: what changes nothing is sent once more. */
    private static boolean isRepeatable(HttpServerRequest request) {
        boolean safe = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
        return safe && isBare(request);
    }

    /** True when no body follows. */
    private static boolean isBare(HttpServerRequest request) {
        return !request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }
}
