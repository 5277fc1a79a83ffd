package dev.caravan.runbook;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * NixFleet's dashboard, small, as a program of its own. v1 has a login page. v2 lets people in with a password and a code of the
 * moment, agents with a token over a WebSocket, and hands on what people tell the agents.
 */
final class FleetDashboard {
    static final String PASSWORD = "only-a-test";
    static final String TOKEN = "agents-of-the-test";

    private static final byte[] SEED = "12345678901234567890".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int STEP_SECONDS = 30;

    private final boolean second;
    private final String session = HexFormat.of().formatHex(random());
    private final Map<String, ServerWebSocket> agents = new ConcurrentHashMap<>();

    private FleetDashboard(String version) {
        this.second = version.equals("v2");
    }

    /** Runs until it is ended: {@code v1} or {@code v2}, its address, its port. */
    public static void main(String[] args) {
        FleetDashboard dashboard = new FleetDashboard(args[0]);
        Vertx.vertx()
                .createHttpServer()
                .requestHandler(dashboard::answer)
                .listen(Integer.parseInt(args[2]), args[1])
                .onSuccess(server -> System.out.println(Instant.now().getEpochSecond() + " listening"))
                .onFailure(problem -> {
                    problem.printStackTrace();
                    System.exit(1);
                });
    }

    /** The code of a moment, as RFC 6238 has it, six digits. */
    static String code(Instant moment) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(SEED, "RAW"));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(8)
                    .putLong(moment.getEpochSecond() / STEP_SECONDS)
                    .array());
            int at = hash[hash.length - 1] & 15;
            int number = ByteBuffer.wrap(hash, at, 4).getInt() & Integer.MAX_VALUE;
            return String.format("%06d", number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private void answer(HttpServerRequest request) {
        String path = request.path();
        if (path.equals("/login")) {
            login(request);
        } else if (!second) {
            end(request, 404, "");
        } else if (path.equals("/ws")) {
            socket(request);
        } else if (!session.equals(request.getHeader("X-Session"))) {
            end(request, 401, "");
        } else if (path.equals("/hosts")) {
            end(
                    request,
                    200,
                    new JsonArray(new TreeMap<>(agents).keySet().stream().toList()).encode());
        } else {
            command(request, path.split("/"));
        }
    }

    /** Shows the page, or lets in who has the password and the code of now or of just before. */
    private void login(HttpServerRequest request) {
        if (!"POST".equals(request.method().name())) {
            end(request, 200, "<form>password, code</form>");
            return;
        }
        Instant now = Instant.now();
        String code = String.valueOf(request.getHeader("X-Code"));
        boolean known = PASSWORD.equals(request.getHeader("X-Password"))
                && (code.equals(code(now)) || code.equals(code(now.minusSeconds(STEP_SECONDS))));
        end(request, known ? 200 : 403, known ? session : "");
    }

    private void socket(HttpServerRequest request) {
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            end(request, 426, "");
        } else if (!("Bearer " + TOKEN).equals(request.getHeader("Authorization"))) {
            end(request, 401, "");
        } else {
            request.toWebSocket().onSuccess(this::talk);
        }
    }

    private void talk(ServerWebSocket agent) {
        agent.textMessageHandler(name -> {
            agents.put(name, agent);
            agent.closeHandler(gone -> agents.remove(name, agent));
            agent.writeTextMessage("registered");
        });
    }

    private void command(HttpServerRequest request, String[] path) {
        ServerWebSocket agent = path.length == 4 ? agents.get(path[2]) : null;
        if (agent == null) {
            end(request, 404, "");
            return;
        }
        agent.writeTextMessage(path[3]).onComplete(sent -> end(request, sent.succeeded() ? 202 : 502, ""));
    }

    private static void end(HttpServerRequest request, int status, String text) {
        request.response().setStatusCode(status).end(text);
    }
}
