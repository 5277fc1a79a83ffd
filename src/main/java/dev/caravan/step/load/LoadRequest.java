package dev.caravan.step.load;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Map;

/**
 * One kind of request of a load. In its path, header values and body <code>{n}</code> stands for the number of the client that
 * sends it.
 *
 * @param share its part of all requests, all parts together being 1
 * @param path with query, begins with a slash
 * @param body null for none
 */
record LoadRequest(double share, String method, String path, Map<String, String> headers, String body) {
    private static final String CLIENT = "{n}";

    LoadRequest {
        headers = Map.copyOf(headers);
    }

    /** How facts and people speak of it. */
    String name() {
        return method + " " + path;
    }

    /** The head of one request, below {@code base}. */
    RequestOptions head(RequestOptions base, String before, long client) {
        RequestOptions head = new RequestOptions(base).setMethod(HttpMethod.valueOf(method));
        head.setURI(filled(before + path, client));
        headers.forEach((name, value) -> head.putHeader(name, filled(value, client)));
        return head;
    }

    /** The body of one request; null for none. */
    Buffer body(long client) {
        return body == null ? null : Buffer.buffer(filled(body, client));
    }

    private static String filled(String text, long client) {
        return text.contains(CLIENT) ? text.replace(CLIENT, Long.toString(client)) : text;
    }
}
