package dev.caravan.traffic.router;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What a service says to a word over a WebSocket through the router: its side and the word. */
final class EchoedWord {
    private EchoedWord() {}

    /** @param session the client's key, or empty for none */
    static String over(HttpClient client, int port, String session) throws Exception {
        return over(client, port, session, "/ws", "hello");
    }

    static String over(HttpClient client, int port, String session, String path, String word) throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        WebSocket.Builder builder = client.newWebSocketBuilder();
        if (!session.isEmpty()) {
            builder.header("X-Session", session);
        }
        WebSocket socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        heard.complete(text.toString());
                        return null;
                    }
                })
                .get(20, TimeUnit.SECONDS);
        socket.sendText(word, true).get(20, TimeUnit.SECONDS);
        try {
            return heard.get(20, TimeUnit.SECONDS);
        } finally {
            socket.abort();
        }
    }
}
