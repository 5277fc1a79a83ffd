package dev.caravan.traffic.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Mirror;
import dev.caravan.model.Side;
import dev.caravan.model.Traffic;
import dev.caravan.repository.Sleeper;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.traffic.Addresses;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Sends requests to both sides of a service, a few pairs at a time and no more a second than allowed, and compares the answers. */
public final class Replay {
    private static final int TOGETHER = 8;
    private static final int LIMIT = 4 << 20;
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final Set<String> OWN = Set.of(
            "host",
            "connection",
            "content-length",
            "expect",
            "upgrade",
            "transfer-encoding",
            "te",
            "keep-alive",
            "accept-encoding",
            "if-none-match",
            "if-modified-since",
            "x-shadow");

    private final Traffic service;
    private final Tally tally;
    private final PairTimes times = new PairTimes();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    public Replay(Traffic service, Mirror.Compare compare) {
        this.service = service;
        this.tally = new Tally(new AnswerComparison(compare, LIMIT));
    }

    /**
     * Sends them in turn, from the first again after the last.
     *
     * @param total how many pairs
     * @param perSecond the most pairs a second
     * @return as {@link Tally#json} has it, and {@code times}: milliseconds of each side, pair by pair as they were compared, at
     *     most 1,000
     */
    public JsonNode run(List<JsonNode> requests, int total, double perSecond, SnapshotFolder.Pace pace)
            throws InterruptedException {
        long begun = System.nanoTime();
        List<CompletableFuture<Void>> pairs = new ArrayList<>();
        for (int i = 0; i < total; i++) {
            pace.goOn();
            long due = begun + (long) (i / perSecond * 1e9);
            long rest = due - System.nanoTime();
            if (rest > 0) {
                Sleeper.real().sleep(Duration.ofNanos(rest));
            }
            pairs.add(pair(requests.get(i % requests.size())));
            if (pairs.size() == TOGETHER) {
                pairs.forEach(CompletableFuture::join);
                pairs.clear();
            }
        }
        pairs.forEach(CompletableFuture::join);
        ObjectNode found = tally.json(false);
        found.set("times", times.json());
        return found;
    }

    private CompletableFuture<Void> pair(JsonNode request) {
        String method = request.path("method").asText("GET").toUpperCase(Locale.ROOT);
        String path = request.path("path").asText();
        tally.mirrored();
        CompletableFuture<Answer> one = ask(Side.V1, method, path, request);
        CompletableFuture<Answer> other = ask(Side.V2, method, path, request);
        return one.thenCombine(other, (v1, v2) -> {
                    tally.add(method, path, v1, v2);
                    times.add(v1.nanos(), v2.nanos());
                    return (Void) null;
                })
                .exceptionally(failure -> {
                    if (one.isCompletedExceptionally()) {
                        tally.dropped("no answer of v1");
                    } else {
                        tally.failed(method, path, reason(failure));
                    }
                    return null;
                });
    }

    private static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getClass().getSimpleName();
    }

    private CompletableFuture<Answer> ask(Side side, String method, String path, JsonNode request) {
        long begun = System.nanoTime();
        return client.sendAsync(request(side, method, path, request), BodyHandlers.ofByteArray())
                .orTimeout(WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(answer -> answer(answer, System.nanoTime() - begun));
    }

    private HttpRequest request(Side side, String method, String path, JsonNode request) {
        URI base = service.base(side);
        URI asked = URI.create(base.getScheme() + "://" + base.getHost() + ":" + Addresses.port(base)
                + Addresses.path(base) + service.path(side, path));
        JsonNode body = request.path("body");
        String sent = body.isTextual() ? body.textValue() : body.toString();
        HttpRequest.Builder builder = HttpRequest.newBuilder(asked)
                .timeout(WITHIN)
                .method(
                        method,
                        body.isMissingNode() || body.isNull()
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(sent));
        request.path("headers").properties().stream()
                .filter(header -> !OWN.contains(header.getKey().toLowerCase(Locale.ROOT)))
                .forEach(header ->
                        builder.header(header.getKey(), header.getValue().asText()));
        return builder.header("X-Shadow", "true").build();
    }

    private static Answer answer(HttpResponse<byte[]> answer, long nanos) {
        Map<String, String> headers = new HashMap<>();
        answer.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        return new Answer(answer.statusCode(), headers, answer.body(), answer.body().length, false, nanos);
    }
}
