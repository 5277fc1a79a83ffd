package dev.caravan.system.chroma;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A flag that the proxy keeps itself, on another machine: read, put and deleted at its URL. */
final class WebFlag implements FreezeFlag {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MISSING = 404;
    private static final List<Integer> TAKEN = List.of(200, 201, 204);

    private final URI url;
    private final String token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** @param token the bearer token that the proxy asks for; empty for none */
    WebFlag(URI url, String token) {
        this.url = url;
        this.token = token;
    }

    @Override
    public Optional<String> read() {
        HttpResponse<String> answer = send("GET", BodyPublishers.noBody());
        if (answer.statusCode() == MISSING) {
            return Optional.empty();
        }
        requireTaken(answer, "GET");
        return Optional.of(answer.body().strip());
    }

    @Override
    public void write(String mark) {
        requireTaken(send("PUT", BodyPublishers.ofString(mark)), "PUT");
    }

    @Override
    public void remove() {
        HttpResponse<String> answer = send("DELETE", BodyPublishers.noBody());
        if (answer.statusCode() != MISSING) {
            requireTaken(answer, "DELETE");
        }
    }

    private void requireTaken(HttpResponse<String> answer, String method) {
        if (!TAKEN.contains(answer.statusCode())) {
            throw failed(method + " was answered with " + answer.statusCode(), null);
        }
    }

    /** Ends within its time, the body included. */
    private HttpResponse<String> send(String method, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).method(method, body);
        Credentials.of(url, token).ifPresent(who -> request.header("Authorization", who));
        try {
            return client.sendAsync(request.build(), BodyHandlers.ofString())
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failed("no answer", new IOException(e.getCause()));
        } catch (TimeoutException e) {
            throw failed("no answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaravanException(ErrorCode.INTERRUPTED, shown(), "interrupted", e);
        }
    }

    private CaravanException failed(String what, Exception cause) {
        return new CaravanException(
                ErrorCode.IO_FAILED,
                shown(),
                "the flag of the freeze: " + what + "; look at the proxy that keeps it, and at its token",
                cause);
    }

    private String shown() {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + url.getPath();
    }
}
