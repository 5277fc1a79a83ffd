package dev.caravan.system.chroma;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one server. Each call ends within the timeout, its body included. When the server asks for patience (429, 503), it
 * is waited for as long as it says. Safe for use by several threads.
 */
final class ChromaHttp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChromaHttp.class);
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);
    private static final int MOST_WAITS = 10;
    private static final int MOST_ERROR_BYTES = 4096;
    private static final int STREAMED = 1 << 16;

    private final ChromaAddress address;
    private final HttpClient client;
    private final Watchdog watchdog = new Watchdog();
    private final Patience patience;

    ChromaHttp(ChromaAddress address, Patience patience) {
        this.address = address;
        this.patience = patience;
        Duration connect = address.timeout().compareTo(LONGEST_CONNECT) < 0 ? address.timeout() : LONGEST_CONNECT;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connect)
                .build();
    }

    ChromaAddress address() {
        return address;
    }

    /** @throws Refused for any answer but success */
    <T> T get(String path, Answers<T> answers) {
        return call("GET", path, BodyPublishers.noBody(), answers);
    }

    /** @throws Refused for any answer but success */
    <T> T post(String path, byte[] body, int length, Answers<T> answers) {
        return call("POST", path, publisher(body, length), answers);
    }

    /** @throws Refused for any answer but success */
    <T> T post(String path, String body, Answers<T> answers) {
        byte[] bytes = body.getBytes(UTF_8);
        return post(path, bytes, bytes.length, answers);
    }

    /** @throws Refused for any answer but success */
    void delete(String path) {
        call("DELETE", path, BodyPublishers.noBody(), Answers::nothing);
    }

    /** The error for an answer that nobody could handle. */
    CaravanException error(String doing, Refused refused) {
        boolean passing = refused.status() <= 0 || refused.status() == 429 || refused.status() >= 500;
        ErrorCode code = passing ? ErrorCode.IO_FAILED : address.unusable();
        String advice = passing ? "look at the server; running again goes on" : "check the server and the migration";
        return new CaravanException(
                code, address.shown(), doing + ": " + refused.getMessage() + "; " + advice, refused);
    }

    @Override
    public void close() {
        patience.end();
        watchdog.close();
    }

    /** The JDK copies an array as a whole before it sends it; a stream is taken as the connection takes it. */
    private static BodyPublisher publisher(byte[] body, int length) {
        return length < STREAMED
                ? BodyPublishers.ofByteArray(body, 0, length)
                : BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body, 0, length)), length);
    }

    private <T> T call(String method, String path, BodyPublisher body, Answers<T> answers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address.base() + path))
                .method(method, body)
                .timeout(address.timeout())
                .header("Content-Type", "application/json");
        address.authorization().ifPresent(value -> request.header("Authorization", value));
        HttpRequest ready = request.build();
        for (int waits = 0; ; waits++) {
            try {
                return attempt(ready, answers);
            } catch (Busy busy) {
                if (waits == MOST_WAITS) {
                    throw new Refused(
                            busy.status, "the server said " + busy.status + " " + (waits + 1) + " times", null);
                }
                Duration wait = patience.forAnswer(busy.retryAfter, waits);
                LOG.warn("{} says {}: waiting {} ms", address.shown(), busy.status, wait.toMillis());
                patience.await(wait);
            }
        }
    }

    private <T> T attempt(HttpRequest request, Answers<T> answers) throws Busy {
        long deadline = System.nanoTime() + address.timeout().toNanos();
        HttpResponse<InputStream> response = headers(request);
        try (InputStream body = response.body();
                Watchdog.Watch watch = watchdog.closeAt(body, deadline)) {
            int status = response.statusCode();
            if (status == 429 || status == 503) {
                throw new Busy(
                        status, response.headers().firstValue("Retry-After").orElse(""));
            }
            if (status < 200 || status > 299) {
                throw refusal(status, body);
            }
            try {
                return answers.read(body);
            } catch (IOException e) {
                throw watch.hasBitten() ? timedOut(e) : brokenOff(e);
            }
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    private HttpResponse<InputStream> headers(HttpRequest request) {
        CompletableFuture<HttpResponse<InputStream>> pending = client.sendAsync(request, BodyHandlers.ofInputStream());
        try {
            return pending.get(address.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw timedOut(e);
        } catch (ExecutionException e) {
            boolean late = e.getCause() instanceof java.net.http.HttpTimeoutException
                    && !(e.getCause() instanceof java.net.http.HttpConnectTimeoutException);
            throw late ? timedOut(e.getCause()) : brokenOff(e.getCause());
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new Refused(Refused.BROKEN_OFF, "the call was interrupted", e);
        }
    }

    private Refused timedOut(Throwable cause) {
        return new Refused(
                Refused.TIMED_OUT,
                "no whole answer within " + address.timeout().toMillis() + " ms (timeout: of the system)",
                cause);
    }

    private static Refused brokenOff(Throwable cause) {
        String kind = cause.getClass().getSimpleName();
        String what = cause.getMessage() == null ? kind : kind + ": " + cause.getMessage();
        return new Refused(Refused.BROKEN_OFF, "the connection failed (" + what + ")", cause);
    }

    /** The server's own words may hold values of records: only the name of the error is taken. */
    private static Refused refusal(int status, InputStream body) throws IOException {
        String text = new String(body.readNBytes(MOST_ERROR_BYTES), UTF_8);
        LOG.debug("answer {}: {}", status, text);
        String kind = text.replaceAll("(?s).*\"error\"\\s*:\\s*\"([A-Za-z]{1,60})\".*", "$1");
        return new Refused(
                status, "the server answered " + status + (kind.matches("[A-Za-z]+") ? " " + kind : ""), null);
    }

    /** The server asks for patience. */
    private static final class Busy extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String retryAfter;

        Busy(int status, String retryAfter) {
            super("busy", null, false, false);
            this.status = status;
            this.retryAfter = retryAfter;
        }
    }
}
