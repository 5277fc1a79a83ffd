package dev.caravan.traffic.proxy;

import dev.caravan.model.Mirror;
import dev.caravan.model.Side;
import dev.caravan.traffic.compare.Answer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
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
    private final MultiMap headers;
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
    Shadow(MirrorDesk.Count count, Side served, HttpMethod method, String uri, MultiMap headers) {
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

    MultiMap headers() {
        return headers;
    }

    /** The request's body on its way to the side that serves. */
    ReadStream<Buffer> sending(ReadStream<Buffer> body) {
        return sent.tap(body);
    }

    /** The answer's body on its way to the caller. */
    ReadStream<Buffer> answering(ReadStream<Buffer> body) {
        return answered.tap(body);
    }

    /** The answer's head is there. */
    void head(int code, MultiMap of, long after) {
        status = code;
        told = telling(of, count.mirror());
        nanos = after;
    }

    /** The headers of an answer that matter to its comparison. */
    static Map<String, String> telling(MultiMap headers, Mirror mirror) {
        Map<String, String> told = new HashMap<>();
        TELLING.forEach(name -> keep(headers, name, told));
        mirror.compare().headers().forEach(name -> keep(headers, name, told));
        return told;
    }

    private static void keep(MultiMap headers, String name, Map<String, String> told) {
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
    Buffer body() {
        return Buffer.buffer(sent.bytes());
    }

    /** What the caller got; once, at the end. */
    Answer answer() {
        return new Answer(status, told, answered.bytes(), answered.length(), answered.cut(), nanos);
    }
}
