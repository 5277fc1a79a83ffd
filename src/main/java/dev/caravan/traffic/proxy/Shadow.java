package dev.caravan.traffic.proxy;

import dev.caravan.model.Mirror;
import dev.caravan.model.Side;
import dev.caravan.traffic.compare.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One request that is copied, from its head to the end of its answer. To be used by one event loop. */
final class Shadow {
    private static final List<String> TELLING = List.of("content-type", "content-encoding");

    private final MirrorDesk.Count count;
    private final Side served;
    private final HttpMethod method;
    private final String uri;
    private final HttpHeaders headers;
    private final Capture sent;
    private final Capture answered;
    private int status;
    private Map<String, String> told = Map.of();
    private long nanos;

    /**
     * @param count what it is counted in
     * @param served the side that answers the caller
     * @param uri below both sides' own paths
     * @param headers as the side that serves gets them; a copy
     */
    Shadow(MirrorDesk.Count count, Side served, HttpMethod method, String uri, HttpHeaders headers) {
        this.count = count;
        this.served = served;
        this.method = method;
        this.uri = uri;
        this.headers = headers;
        this.sent = new Capture(count.mirror().limit());
        this.answered = new Capture(count.mirror().limit());
    }

    MirrorDesk.Count count() {
        return count;
    }

    Side served() {
        return served;
    }

    HttpMethod method() {
        return method;
    }

    /** True when sending it twice does no harm. */
    boolean isSafe() {
        return Mirror.SAFE.contains(method.name());
    }

    String uri() {
        return uri;
    }

    HttpHeaders headers() {
        return headers;
    }

    /** A part of the request's body on its way to the side that serves. */
    void sends(ByteBuf part) {
        sent.add(part);
    }

    /** A part of the answer's body on its way to the caller. */
    void answers(ByteBuf part) {
        answered.add(part);
    }

    /** The answer's head is there. */
    void head(int code, HttpHeaders of, long after) {
        status = code;
        told = telling(of, count.mirror());
        nanos = after;
    }

    /** The headers of an answer that matter to its comparison. */
    static Map<String, String> telling(HttpHeaders headers, Mirror mirror) {
        Map<String, String> told = new HashMap<>();
        TELLING.forEach(name -> keep(headers, name, told));
        mirror.compare().headers().forEach(name -> keep(headers, name, told));
        return told;
    }

    private static void keep(HttpHeaders headers, String name, Map<String, String> told) {
        String value = headers.get(name);
        if (value != null) {
            told.put(name.toLowerCase(Locale.ROOT), value);
        }
    }

    /** Why no copy can be made; null when one can. */
    String obstacle() {
        return sent.cut() ? "request too long" : status == 304 ? "not modified" : null;
    }

    /** The body for a copy. */
    byte[] body() {
        return sent.bytes();
    }

    /** What the caller got; once, at the end. */
    Answer answer() {
        return new Answer(status, told, answered.bytes(), answered.length(), answered.cut(), nanos);
    }
}
