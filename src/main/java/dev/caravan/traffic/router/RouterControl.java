package dev.caravan.traffic.router;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The control port of a living router's process. */
public final class RouterControl {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_MILLIS = 5_000;

    private final int port;
    private final String token;
    private final long pid;

    private RouterControl(int port, String token, long pid) {
        this.port = port;
        this.token = token;
        this.pid = pid;
    }

    /** The process whose folder this is; empty when none answers. */
    public static Optional<RouterControl> find(Path folder) {
        return at(folder).filter(RouterControl::answers);
    }

    /** The process whose folder this is, as it was last written down: whether it lives, the next question shows. */
    static Optional<RouterControl> at(Path folder) {
        try {
            JsonNode address = JSON.readTree(Files.readString(folder.resolve("control.json")));
            return Optional.of(new RouterControl(
                    address.path("port").asInt(),
                    address.path("token").asText(),
                    address.path("pid").asLong()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean answers() {
        try {
            return send("GET", "/", "").path("pid").asLong() == pid;
        } catch (IOException e) {
            return false;
        }
    }

    /** @throws CaravanException TARGET_UNUSABLE when it does not answer, or refuses */
    public JsonNode ask(String method, String path, String body) {
        try {
            return send(method, path, body);
        } catch (IOException e) {
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE,
                    "router, process " + pid,
                    "does not run, or did not answer: " + e.getMessage() + "; see its router.log, or start it: caravan"
                            + " router FOLDER/service.json");
        }
    }

    /** Lets the process end, and waits for its end. */
    public void stop(Duration patience) {
        ask("POST", "/stop", "");
        long end = System.nanoTime() + patience.toNanos();
        while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && System.nanoTime() < end) {
            Probe.pause();
        }
    }

    /** Lets the process end once nobody needs it, where it only copies for another router and does not copy now. */
    void release() {
        ask("POST", "/release", "");
    }

    private JsonNode send(String method, String path, String body) throws IOException {
        URI asked = URI.create("http://127.0.0.1:" + port + path);
        HttpURLConnection connection = (HttpURLConnection) asked.toURL().openConnection(Proxy.NO_PROXY);
        try {
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setRequestMethod(method);
            connection.setRequestProperty("Authorization", "Bearer " + token);
            connection.setRequestProperty("Connection", "close");
            if (!"GET".equals(method)) {
                connection.setDoOutput(true);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body.getBytes(StandardCharsets.UTF_8));
                }
            }
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("status " + connection.getResponseCode());
            }
            return JSON.readTree(connection.getInputStream());
        } finally {
            connection.disconnect();
        }
    }
}
