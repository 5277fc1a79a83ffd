package dev.caravan.runbook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A device of BarnabeeNet's users, which asks and looks by turns through nginx until it is closed. */
final class BarnabeeCallers implements AutoCloseable {
    private static final long REST = TimeUnit.MILLISECONDS.toNanos(5);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final Queue<Refused> refused = new ConcurrentLinkedQueue<>();
    private final URI front;
    private final Thread thread;
    private volatile boolean over;

    BarnabeeCallers(URI front) {
        this.front = front;
        this.thread = new Thread(this::ask, "callers");
        thread.setDaemon(true);
        thread.start();
    }

    private void ask() {
        for (int n = 0; !over; n++) {
            HttpRequest.Builder request = n % 2 == 0
                    ? HttpRequest.newBuilder(front.resolve("/api/v2/memories"))
                    : HttpRequest.newBuilder(front.resolve(BarnabeeService.VOICE))
                            .POST(BodyPublishers.ofString("{\"text\": \"What time is it?\"}"));
            long begun = System.currentTimeMillis();
            String answer = answer(request.timeout(Duration.ofSeconds(20)).build(), true);
            answers.merge(answer, 1, Integer::sum);
            if (!answer.endsWith(" 200")) {
                refused.add(new Refused(answer, begun, System.currentTimeMillis()));
            }
            LockSupport.parkNanos(REST);
        }
    }

    /** nginx closes idle connections when it is reloaded, so a device asks once more. */
    private String answer(HttpRequest request, boolean again) {
        try {
            HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
            return answer.headers().firstValue("X-Version").orElse("nobody") + " " + answer.statusCode();
        } catch (IOException e) {
            return again ? answer(request, false) : "none";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "none";
        }
    }

    /** How often each answer came: the side and its status, or {@code none}. */
    Map<String, Integer> answers() {
        return answers;
    }

    /** Who was not served, and between which milliseconds since 1970. */
    List<Refused> refused() {
        return List.copyOf(refused);
    }

    /** Another answer than 200. */
    record Refused(String answer, long begun, long ended) {}

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
    }
}
