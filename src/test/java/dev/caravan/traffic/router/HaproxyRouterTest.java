package dev.caravan.traffic.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.servers.HaproxyServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HaproxyRouterTest extends TrafficRouterContract {
    private HaproxyServer haproxy;

    @Override
    protected void start(Path at) throws IOException {
        haproxy = closing(new HaproxyServer(at));
    }

    @Override
    protected String kind() {
        return "haproxy";
    }

    @Override
    protected void options(ObjectNode options) {
        options.put("conf", haproxy.conf("api").toString());
        options.put("socket", haproxy.socket().toString());
        haproxy.command().forEach(options.withArray("command")::add);
        haproxy.reload().forEach(options.withArray("reload")::add);
    }

    @Test
    void shouldPutTheOldFileBackWhenHaproxyRefusesTheNewOne() throws IOException {
        router(session("")).install();
        String before = Files.readString(haproxy.conf("api"));
        Traffic broken = session("");
        ((ObjectNode) broken.options()).put("listen", "127.0.0.1:99999");

        assertThatThrownBy(() -> router(broken).install()).hasMessageContaining("refuses");

        assertThat(haproxy.conf("api")).hasContent(before);
        assertThat(ask("anyone", "/")).startsWith("v1");
    }

    @Test
    void shouldKeepTheSplitOverARestartOfHaproxy() throws IOException {
        router(session("")).install();
        router(session("")).put(Split.of(100));

        haproxy.close();
        Files.deleteIfExists(haproxy.socket());
        haproxy.start();

        assertThat(ask("anyone", "/")).startsWith("v2");
        assertThat(router(session("")).split()).isEqualTo(Split.of(100));
    }

    @Test
    void shouldSayWhatToDoWhenNobodyAnswersOnTheSocket() {
        Traffic service = session("");
        haproxy.close();

        assertThatThrownBy(() -> router(service).put(Split.of(5))).hasMessageContaining("stats socket");
    }

    /** As HAProxy's master loses it while it starts. */
    @Test
    void shouldReloadAgainWhenASignalIsLost() throws IOException {
        Path told = folder.resolve("told");
        Path lossy = Files.writeString(
                folder.resolve("lossy.sh"),
                "[ -f %1$s ] && exec %2$s\ntouch %1$s\n".formatted(told, String.join(" ", haproxy.reload())));
        Traffic service = session("");
        ((ObjectNode) service.options()).putArray("reload").add("sh").add(lossy.toString());

        router(service).install();

        assertThat(told).exists();
        assertThat(ask("tester", "/")).startsWith("v2");
    }

    /** A process that still has a client, and no listener, answers nobody else as it did before. */
    @Test
    void shouldSeeWhichWorkerTakesConnections() throws Exception {
        router(session("")).install();
        HaproxySocket socket = new HaproxySocket(haproxy.socket());
        HaproxyWorker before = HaproxyWorker.of(socket).orElseThrow();
        assertThat(before.takesNobody()).isFalse();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));

            // One that comes while the master still ends the reload before is lost
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> !isThere(before, socket) && before.takesNobody());
        }
        HaproxyWorker after = HaproxyWorker.of(socket).orElseThrow();
        assertThat(after).isNotEqualTo(before);
        assertThat(after.takesNobody()).isFalse();
    }

    /** Asks for another one if it is still the one behind the socket. */
    private boolean isThere(HaproxyWorker worker, HaproxySocket socket) throws Exception {
        boolean there = HaproxyWorker.of(socket).orElseThrow().equals(worker);
        if (there) {
            new ProcessBuilder(haproxy.reload()).start().waitFor();
        }
        return there;
    }
}
