package dev.caravan.runbook;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** NixFleet's v2 agent, small, as a program of its own: it registers, comes back after each loss, and logs what it is told. */
final class FleetAgent implements WebSocket.Listener {
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    /** Runs until it is ended: its host's name, the dashboard's WebSocket. */
    public static void main(String[] args) throws InterruptedException {
        say("nixfleet-agent v2 starts");
        HttpClient client = HttpClient.newHttpClient();
        while (true) {
            FleetAgent agent = new FleetAgent();
            try {
                WebSocket socket = client.newWebSocketBuilder()
                        .header("Authorization", "Bearer " + FleetDashboard.TOKEN)
                        .connectTimeout(Duration.ofSeconds(10))
                        .buildAsync(URI.create(args[1]), agent)
                        .join();
                say("connected to dashboard");
                socket.sendText(args[0], true);
                agent.over.join();
                say("lost the dashboard");
            } catch (CompletionException e) {
                say("no dashboard: " + e.getCause().getMessage());
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private static void say(String line) {
        System.out.println(Instant.now().getEpochSecond() + " " + line);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
        say(text.toString().equals("registered") ? "registered" : "command " + text + " received");
        return WebSocket.Listener.super.onText(socket, text, last);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        over.complete(null);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable problem) {
        over.complete(null);
    }
}
