package dev.caravan.system.chroma;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one server. Each call ends within the timeout, its body included. When the server asks for patience (429, 503), it
 * is waited for as long as it says. Megabytes go each way: the thread that calls reads and writes them itself, as every block
 * that another thread hands over takes a turn of the processor from servers on the same machine. Safe for use by several
 * threads.
 */
final class ChromaHttp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChromaHttp.class);
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);
    private static final int MOST_WAITS = 10;
    private static final int MOST_ERROR_BYTES = 4096;
    private static final int MOST_CONNECTIONS = 64;

    private final ChromaAddress address;
    private final CloseableHttpClient client;
    private final Watchdog watchdog = new Watchdog();
    private final Patience patience;

    ChromaHttp(ChromaAddress address, Patience patience) {
        this.address = address;
        this.patience = patience;
        Duration connect = address.timeout().compareTo(LONGEST_CONNECT) < 0 ? address.timeout() : LONGEST_CONNECT;
        this.client = client(Timeout.of(connect), Timeout.of(address.timeout()));
    }

    ChromaAddress address() {
        return address;
    }

    /** @throws Refused for any answer but success */
    <T> T get(String path, Answers<T> answers) {
        return call("GET", path, null, answers);
    }

    /** @throws Refused for any answer but success */
    <T> T post(String path, byte[] body, int length, Answers<T> answers) {
        return call("POST", path, new ByteArrayEntity(body, 0, length, ContentType.APPLICATION_JSON), answers);
    }

    /** @throws Refused for any answer but success */
    <T> T post(String path, String body, Answers<T> answers) {
        byte[] bytes = body.getBytes(UTF_8);
        return post(path, bytes, bytes.length, answers);
    }

    /** @throws Refused for any answer but success */
    void delete(String path) {
        call("DELETE", path, null, Answers::nothing);
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
        client.close(CloseMode.IMMEDIATE);
    }

    private static CloseableHttpClient client(Timeout connect, Timeout answer) {
        ConnectionConfig connection = ConnectionConfig.custom()
                .setConnectTimeout(connect)
                .setSocketTimeout(answer)
                .build();
        return HttpClients.custom()
                .useSystemProperties()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .useSystemProperties()
                        .setTlsSocketStrategy(ChromaHttp::secured)
                        .setMaxConnPerRoute(MOST_CONNECTIONS)
                        .setMaxConnTotal(MOST_CONNECTIONS)
                        .setDefaultConnectionConfig(connection)
                        .build())
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(answer).build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }

    /** Not before it is needed: the certificates of the JVM take a while to read, and few servers of this kind have one. */
    private static SSLSocket secured(Socket socket, String host, int port, Object attachment, HttpContext context)
            throws IOException {
        return DefaultClientTlsStrategy.createSystemDefault().upgrade(socket, host, port, attachment, context);
    }

    private <T> T call(String method, String path, HttpEntity body, Answers<T> answers) {
        for (int waits = 0; ; waits++) {
            try {
                return attempt(request(method, path, body), answers);
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

    private HttpUriRequestBase request(String method, String path, HttpEntity body) {
        HttpUriRequestBase request = new HttpUriRequestBase(method, URI.create(address.base() + path));
        request.setEntity(body);
        request.setHeader("Content-Type", "application/json");
        address.authorization().ifPresent(value -> request.setHeader("Authorization", value));
        return request;
    }

    private <T> T attempt(HttpUriRequestBase request, Answers<T> answers) throws Busy {
        long deadline = System.nanoTime() + address.timeout().toNanos();
        try (Watchdog.Watch watch = watchdog.endAt(request::cancel, deadline)) {
            try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
                return answer(response, answers);
            } catch (ConnectTimeoutException e) {
                throw brokenOff(e);
            } catch (SocketTimeoutException e) {
                throw timedOut(e);
            } catch (IOException e) {
                throw watch.hasBitten() ? timedOut(e) : brokenOff(e);
            }
        }
    }

    /** Closing the body reads what is left of it, and gives the connection back. */
    private static <T> T answer(ClassicHttpResponse response, Answers<T> answers) throws Busy, IOException {
        HttpEntity entity = response.getEntity();
        try (InputStream body = entity == null ? InputStream.nullInputStream() : entity.getContent()) {
            int status = response.getCode();
            if (status == 429 || status == 503) {
                Header after = response.getFirstHeader("Retry-After");
                throw new Busy(status, after == null ? "" : after.getValue());
            }
            if (status < 200 || status > 299) {
                throw refusal(status, body);
            }
            return answers.read(body);
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
