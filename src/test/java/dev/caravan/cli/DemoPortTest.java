package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.settings.ConsoleSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoPortTest {
    @Test
    void shouldTakeAFreePortWhereTheUsualOneIsTakenAndSaySo() throws IOException {
        StringWriter said = new StringWriter();
        int port;
        ConsoleSettings console;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = other.getLocalPort();
            console = DemoCommand.onFreePort(on(port), new PrintWriter(said, true));
        }
        ConsoleSettings free = DemoCommand.onFreePort(on(port), new PrintWriter(said, true));

        assertThat(console.port()).isZero();
        assertThat(free.port()).isEqualTo(port);
        assertThat(said.toString().lines())
                .containsExactly("   port " + port + " is taken by another program: the console takes a free one");
    }

    private static ConsoleSettings on(int port) {
        return new ConsoleSettings(
                true, "127.0.0.1", port, List.of(), Path.of("people"), null, null, false, Duration.ofHours(1));
    }
}
