package dev.caravan.step.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Sends one request and reads the whole answer. Safe for use by several threads. */
@FunctionalInterface
public interface HttpCaller {
    /**
     * The answer, whatever its status.
     *
     * @throws IOException when there is none within the request's time, with the reason
     */
    Answer call(Request request) throws IOException;

    /**
     * A request.
     *
     * @param url scheme, host, port, path and query
     * @param headers may hold secrets: never shown
     * @param body null for none
     * @param most from the first byte sent to the last one read
     * @param certificate a PEM file of the one certificate to be trusted; null for those that all trust
     */
    record Request(
            String method, String url, Map<String, String> headers, String body, Duration most, String certificate) {
        public Request {
            headers = Map.copyOf(headers);
        }

        /** A request of a server whose certificate is one that all trust. */
        public Request(String method, String url, Map<String, String> headers, String body, Duration most) {
            this(method, url, headers, body, most, null);
        }
    }

    /**
     * An answer.
     *
     * @param headers by name in lower case
     * @param body at most 1 MiB of it, as UTF-8
     * @param seconds until the last byte
     */
    record Answer(int status, Map<String, String> headers, String body, double seconds) {
        public Answer {
            headers = Map.copyOf(headers);
        }
    }
}
