package dev.caravan.traffic.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Split;
import dev.caravan.spi.TrafficRouter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedRouterTest extends TrafficRouterContract {
    private Path state;

    @Override
    protected void start(Path at) {
        state = at.resolve("state/api");
        closing(() -> RouterControl.find(state).ifPresent(control -> control.stop(Duration.ofSeconds(20))));
    }

    @Override
    protected String kind() {
        return "embedded";
    }

    @Override
    protected void options(ObjectNode options) {
        // It listens, and that is all
    }

    @Override
    protected boolean keepsWhatConnectionNames() {
        return true;
    }

    @Test
    void shouldComeBackWithItsShareAfterKill() throws Exception {
        TrafficRouter router = router(session(""));
        router.install();
        router.put(Split.of(100));
        long pid = RouterControl.find(state)
                .orElseThrow()
                .ask("GET", "/", "")
                .path("pid")
                .asLong();

        ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
        child.destroyForcibly();
        child.onExit().get(20, TimeUnit.SECONDS);
        assertThatThrownBy(router::split).hasMessageContaining("does not run");
        router.install();

        assertThat(router.split()).isEqualTo(Split.of(100));
        assertThat(ask("anyone", "/")).startsWith("v2");
    }

    @Test
    void shouldGoBackToV1WhenNobodyHasAskedForTheLengthOfTheLease() throws Exception {
        var service = session("");
        ((ObjectNode) service.options()).put("lease", 3000);
        TrafficRouter router = router(service);
        router.install();
        router.put(Split.of(100));

        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (ask("anyone", "/").startsWith("v2") && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }

        assertThat(ask("anyone", "/")).startsWith("v1");
        assertThat(router.split()).isEqualTo(Split.OFF);
    }

    @Test
    void shouldLeaveNoProcessThatDoesNotAnswerInTime() throws Exception {
        Path pid = folder.resolve("pid");
        Path silent = Files.writeString(folder.resolve("silent"), "echo $$ > " + pid + "\nexec sleep 600\n");
        TrafficRouter router = closing(TrafficRouters.router(
                session(""), folder.resolve("state"), List.of("sh", silent.toString()), Duration.ofSeconds(1)));

        assertThatThrownBy(router::install).hasMessageContaining("no answer within 3 s");

        Optional<ProcessHandle> left =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        left.ifPresent(
                process -> process.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    }

    @Test
    void shouldSayWhenItsPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(taken.isBound()).isTrue();

            assertThatThrownBy(() -> router(session("")).install()).hasMessageContaining("cannot listen");
        }
    }

    @Test
    void shouldRefuseTheControlPortWithoutItsToken() throws IOException {
        router(session("")).install();

        assertThat(Files.getPosixFilePermissions(state.resolve("control.json"))).hasSize(2);
        int control = Integer.parseInt(
                Files.readString(state.resolve("control.json")).replaceAll("(?s).*\"port\" : ([0-9]+).*", "$1"));
        assertThat(raw(control, "PUT /split HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n100%"))
                .contains(" 401 ");
    }

    @ParameterizedTest
    @CsvSource({
        "'Host: a\r\nHost: b', 400",
        "'Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked', 400",
        "'Host: a\r\nTransfer-Encoding: gzip, chunked', 501",
        "'Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity', 501",
        "'Host: a\r\nContent-Length: 3\r\nContent-Length: 4', 400",
        "'X: no host', 400"
    })
    void shouldTurnAwayWhatCanBeReadInTwoWays(String headers, String status) throws IOException {
        router(session("")).install();

        assertThat(raw(port, "POST / HTTP/1.1\r\n" + headers + "\r\n\r\n")).startsWith("HTTP/1.1 " + status);
    }

    private static String raw(int port, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            byte[] answer = new byte[500];
            int length = socket.getInputStream().read(answer);
            return new String(answer, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
        }
    }
}
