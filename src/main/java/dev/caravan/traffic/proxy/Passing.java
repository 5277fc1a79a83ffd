package dev.caravan.traffic.proxy;

import dev.caravan.model.Side;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** One request on its way to the side that was chosen for it, and its answer on its way back. To be used by one event loop. */
final class Passing {
    private static final int SWITCHING = 101;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int BAD_GATEWAY = 502;

    private final HttpRequest request;
    private final Side side;
    private final SideMeter meter;
    private final Shadow shadow;
    private final boolean webSocket;
    private final long begun = System.nanoTime();
    private boolean late;
    private boolean again;
    private boolean hasHead;
    private boolean switching;

    private Passing(HttpRequest request, Side side, SideMeter meter, Shadow shadow, boolean webSocket) {
        this.request = request;
        this.side = side;
        this.meter = meter;
        this.shadow = shadow;
        this.webSocket = webSocket;
    }

    /**
     * Makes a request ready for its side, and notes what a copy of it will need where one is to be made.
     *
     * @param client the address that it comes from
     */
    static Passing begin(HttpRequest request, Side side, FrontLoop loop, String client) {
        Fronting fronting = loop.fronting();
        String uri = request.uri();
        HttpHeaders headers = request.headers();
        boolean webSocket = Door.isWebSocket(headers);
        Door.strip(headers);
        if (webSocket) {
            headers.set(HttpHeaderNames.CONNECTION, "Upgrade").set(HttpHeaderNames.UPGRADE, "websocket");
        }
        if (!fronting.service().tee()) {
            forward(headers, client);
            Origin origin = fronting.origins().get(side);
            if (!origin.isPlain()) {
                request.setUri(origin.uri(uri));
            }
        }
        Shadow shadow = webSocket ? null : loop.mirroring().sample(request, uri, side);
        return new Passing(request, side, fronting.meters().get(side), shadow, webSocket);
    }

    private static void forward(HttpHeaders headers, String client) {
        String before = headers.get("X-Forwarded-For");
        headers.set("X-Forwarded-For", before == null ? client : before + ", " + client);
        headers.set("X-Forwarded-Proto", "http");
        headers.set("X-Forwarded-Host", headers.get(HttpHeaderNames.HOST));
        headers.set("X-Real-IP", client);
    }

    HttpRequest request() {
        return request;
    }

    Side side() {
        return side;
    }

    /** True when there was no connection at once. */
    boolean isLate() {
        return late;
    }

    void late(boolean is) {
        late = is;
    }

    /** True when it goes out a second time. */
    boolean isAgain() {
        return again;
    }

    boolean hasHead() {
        return hasHead;
    }

    /** True when HTTP ends with the head of the answer. */
    boolean isSwitching() {
        return switching;
    }

    /** A kept connection may be closed by the far side as a request goes out on it: what changes nothing is sent once more. */
    boolean mayGoAgain() {
        boolean may = !again && !hasHead && isRepeatable();
        again |= may;
        return may;
    }

    private boolean isRepeatable() {
        boolean safe = HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
        return safe
                && !request.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                && !request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    void sends(ByteBuf part) {
        if (shadow != null) {
            shadow.sends(part);
        }
    }

    /** Counts the head of the answer, and makes it ready for the caller; false when it answers another question. */
    boolean head(HttpResponse answer) {
        int status = answer.status().code();
        long nanos = System.nanoTime() - begun;
        switching = status == SWITCHING;
        if (switching && !webSocket) {
            return false;
        }
        hasHead = true;
        meter.count(status, nanos);
        answer.setProtocolVersion(HttpVersion.HTTP_1_1);
        HttpHeaders headers = answer.headers();
        if (shadow != null) {
            shadow.head(status, headers, nanos);
        }
        if (switching) {
            return true;
        }
        Door.strip(headers);
        boolean bare = status == NO_CONTENT || status == NOT_MODIFIED || HttpMethod.HEAD.equals(request.method());
        if (!bare && !HttpUtil.isContentLengthSet(answer) && !HttpUtil.isTransferEncodingChunked(answer)) {
            // It ends with its connection; the caller's goes on
            HttpUtil.setTransferEncodingChunked(answer, true);
        }
        return true;
    }

    void answers(ByteBuf part) {
        if (shadow != null) {
            shadow.answers(part);
        }
    }

    /** The caller has its answer. */
    void end(Mirroring mirroring) {
        if (shadow != null) {
            mirroring.offer(shadow);
        }
    }

    /** There is no answer; the side is to blame. */
    void lost() {
        if (!hasHead) {
            meter.count(BAD_GATEWAY, System.nanoTime() - begun);
        }
    }
}
