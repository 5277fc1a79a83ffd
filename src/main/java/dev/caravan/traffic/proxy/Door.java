package dev.caravan.traffic.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;

/** Turns away requests whose end or aim two servers could read in two ways, and takes from the others what was meant for this hop alone. */
final class Door {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int VERSION_NOT_SUPPORTED = 505;

    private Door() {}

    /** The status to turn a request away with, or 0 to let it in. */
    static int refusal(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_1_1) {
            return VERSION_NOT_SUPPORTED;
        }
        MultiMap headers = request.headers();
        List<String> coded = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
        List<String> lengths = headers.getAll(HttpHeaders.CONTENT_LENGTH);
        boolean unclear = headers.contains(StrictDecoder.MARK)
                || !coded.isEmpty() && !lengths.isEmpty()
                || lengths.size() > 1
                || headers.getAll(HttpHeaders.HOST).size() != 1
                || !request.uri().startsWith("/");
        if (unclear) {
            return BAD_REQUEST;
        }
        boolean known = coded.isEmpty()
                || coded.size() == 1 && "chunked".equals(coded.get(0).strip().toLowerCase(Locale.ROOT));
        return known ? 0 : NOT_IMPLEMENTED;
    }

    /**
     * Takes out the headers that {@code Connection} names, which are for this hop alone, and every upgrade but to a WebSocket:
     * another one would take later requests past the split.
     */
    static void strip(MultiMap headers) {
        if (!"websocket".equalsIgnoreCase(headers.get(HttpHeaders.UPGRADE))) {
            headers.remove(HttpHeaders.UPGRADE);
            headers.remove("HTTP2-Settings");
        }
        for (String line : headers.getAll(HttpHeaders.CONNECTION)) {
            for (String name : line.split(",")) {
                String hop = name.strip();
                if (!hop.isEmpty() && !"upgrade".equalsIgnoreCase(hop)) {
                    headers.remove(hop);
                }
            }
        }
    }
}
