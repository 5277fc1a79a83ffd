package dev.caravan.traffic.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;

/** Turns away requests whose end or aim two servers could read in two ways, and takes from the others what was meant for this hop alone. */
final class Door {
    private static final int BAD_REQUEST = 400;
    private static final int LINE_TOO_LONG = 414;
    private static final int HEAD_TOO_LONG = 431;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int VERSION_NOT_SUPPORTED = 505;

    private Door() {}

    /** The status to turn a request away with, or 0 to let it in. */
    static int refusal(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return broken(request.decoderResult().cause());
        }
        if (!HttpVersion.HTTP_1_1.equals(request.protocolVersion())) {
            return VERSION_NOT_SUPPORTED;
        }
        HttpHeaders headers = request.headers();
        String coded = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
        boolean sized = headers.contains(HttpHeaderNames.CONTENT_LENGTH);
        boolean unclear = coded != null && sized
                || sized && headers.getAll(HttpHeaderNames.CONTENT_LENGTH).size() > 1
                || headers.getAll(HttpHeaderNames.HOST).size() != 1
                || !request.uri().startsWith("/");
        if (unclear) {
            return BAD_REQUEST;
        }
        boolean known = coded == null
                || "chunked".equalsIgnoreCase(coded.strip())
                        && headers.getAll(HttpHeaderNames.TRANSFER_ENCODING).size() == 1;
        return known ? 0 : NOT_IMPLEMENTED;
    }

    private static int broken(Throwable cause) {
        return cause instanceof TooLongHttpLineException
                ? LINE_TOO_LONG
                : cause instanceof TooLongHttpHeaderException ? HEAD_TOO_LONG : BAD_REQUEST;
    }

    /** True when the rest of the connection shall be a WebSocket's: the one upgrade that does not lead past the split. */
    static boolean isWebSocket(HttpHeaders headers) {
        return headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)
                && "websocket".equalsIgnoreCase(headers.get(HttpHeaderNames.UPGRADE));
    }

    /** Takes out the headers that are for this hop alone, those that {@code Connection} names among them. */
    static void strip(HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.CONNECTION)) {
            List<String> lines = headers.getAll(HttpHeaderNames.CONNECTION);
            headers.remove(HttpHeaderNames.CONNECTION);
            lines.forEach(line -> take(headers, line));
        }
        headers.remove(HttpHeaderNames.UPGRADE);
        headers.remove("HTTP2-Settings");
        headers.remove("Keep-Alive");
        headers.remove("Proxy-Connection");
        headers.remove(HttpHeaderNames.TE);
    }

    private static void take(HttpHeaders headers, String line) {
        for (String name : line.split(",")) {
            String hop = name.strip();
            if (!hop.isEmpty() && !isEssential(hop)) {
                headers.remove(hop);
            }
        }
    }

    /** Nobody talks these out of a request: its end and its aim depend on them. */
    private static boolean isEssential(String name) {
        return HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name)
                || HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)
                || HttpHeaderNames.HOST.contentEqualsIgnoreCase(name);
    }
}
