package dev.caravan.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.camel.CamelHouse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client meets that keeps its connection and sends its body a moment after the headers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnreadBodyTest {
    private static final String NEXT =
            "GET /observe/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private CamelHouse house;
    private OpenConsole open;

    @BeforeAll
    void start(@TempDir Path folder) {
        house = OpenConsole.house(new Meters());
        open = new OpenConsole(folder, house).withPeople().open();
    }

    @AfterAll
    void stop() {
        open.close();
        house.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/login, Origin: http://evil.example, 403",
        "/nowhere, X: y, 403",
        "/hawtio/jolokia/?p=version, Authorization: Bearer TOKEN, 404",
        "/hawtio/nowhere, Authorization: Bearer TOKEN, 404"
    })
    void shouldAnswerTheNextRequestOnTheSameConnection(String path, String header, int status) throws IOException {
        try (Socket socket = socket()) {
            send(socket, headers(path, header, 100));
            String early = readFor(socket, 200);
            send(socket, "x".repeat(100) + NEXT);
            String answers = early + readAll(socket);

            assertThat(answers).startsWith("HTTP/1.1 " + status + " ").contains("HTTP/1.1 200 ", "{\"status\":\"UP\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/login, Origin: http://evil.example, 403",
        "/hawtio/nowhere, Authorization: Bearer TOKEN, 404",
        "/hawtio/nowhere, Origin: http://evil.example, 403",
        "/observe/metrics, Authorization: Bearer TOKEN, 405"
    })
    void shouldSayThatItReadsNoLongBodyThatItRefuses(String path, String header, int status) throws IOException {
        try (Socket socket = socket()) {
            send(socket, headers(path, header, 8193));
            String answer = readAll(socket);

            assertThat(answer).startsWith("HTTP/1.1 " + status + " ").containsIgnoringCase("\r\nConnection: close\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 100_000})
    void shouldNotAskForABodyThatItRefuses(int length) throws IOException {
        try (Socket socket = socket()) {
            send(socket, headers("/login", "Expect: 100-continue\r\nOrigin: http://evil.example", length));
            String answer = readAll(socket);

            assertThat(answer).matches("(?s)HTTP/1.1 403 .*").doesNotContain("100 Continue");
        }
    }

    private String headers(String path, String header, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header.replace("TOKEN", open.token.text())
                + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private Socket socket() throws IOException {
        return new Socket("127.0.0.1", open.address().getPort());
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    /** What comes at once, if something does. */
    private static String readFor(Socket socket, int millis) throws IOException {
        socket.setSoTimeout(millis);
        byte[] bytes = new byte[8192];
        try {
            int read = socket.getInputStream().read(bytes);
            return read < 0 ? "" : new String(bytes, 0, read, UTF_8);
        } catch (SocketTimeoutException nothingYet) {
            return "";
        }
    }

    private static String readAll(Socket socket) throws IOException {
        socket.setSoTimeout(60_000);
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
}
