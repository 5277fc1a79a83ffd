package dev.caravan.step.check;

import static dev.caravan.step.StepCalls.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpsServer;
import dev.caravan.model.SystemSettings;
import dev.caravan.servers.SelfSigned;
import dev.caravan.step.StepCalls;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real TLS server with a certificate of its own, which is valid for 30 days. */
final class TlsLookTest {
    private final TlsLook look = new TlsLook();

    @TempDir
    private Path folder;

    private SelfSigned own;
    private HttpsServer server;
    private String address;

    @BeforeEach
    void start() throws IOException {
        own = new SelfSigned(folder, "own", 30);
        server = own.serve();
        address = "localhost:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void shouldCountTheDaysOfACertificateThatIsNamed() {
        Look.Seen seen = look.look(call("check", options(own.certificate().toString(), "> 7")));

        assertThat(seen.problem()).isEmpty();
        assertThat(seen.facts().path("days").asInt()).isBetween(29, 30);
        assertThat(look.look(call("check", options(own.certificate().toString(), "> 60")))
                        .problem())
                .isEqualTo("the certificate of " + address + " is valid for "
                        + seen.facts().path("days") + " days more");
    }

    @Test
    void shouldTakeTheCertificateThatTheSystemNames() {
        ObjectNode options = (ObjectNode) StepCalls.json("{}");
        options.put("certificate", own.certificate().toString());
        SystemSettings system =
                new SystemSettings("public", "http", "https://" + address, java.util.List.of(), options, "m.yaml:1:1");
        SystemSettings plain = StepCalls.system("plain", "http", "http://" + address);

        assertThat(look.look(call("check", "{\"tls\":\"public\"}", system)).problem())
                .isEmpty();
        assertThat(look.look(call("check", "{\"tls\":\"plain\"}", plain)).problem())
                .contains("it wants host:port, or an http system with an https: URL");
    }

    @Test
    void shouldTrustNoCertificateThatNobodyNames() throws IOException {
        String other = new SelfSigned(folder, "other", 30).certificate().toString();

        assertThat(look.look(call("check", "{\"tls\":\"" + address + "\"}")).problem())
                .contains("is not valid")
                .contains("unable to find valid cert");
        assertThat(look.look(call("check", options(other, "> 0"))).problem()).contains("is not valid");
        assertThat(look.look(call("check", options(folder.resolve("none.pem").toString(), "> 0")))
                        .problem())
                .endsWith("is not valid (no file " + folder.resolve("none.pem") + ")");
    }

    @Test
    void shouldHoldTheCertificateAgainstTheNameThatWasAsked() {
        String numbered = address.replace("localhost", "127.0.0.1");
        String named = address.replace("localhost", "ip6-localhost");

        assertThat(look.look(call(
                                "check",
                                options(own.certificate().toString(), "> 0").replace(address, numbered)))
                        .problem())
                .isEmpty();
        assertThat(look.look(call(
                                "check",
                                options(own.certificate().toString(), "> 0").replace(address, named)))
                        .problem())
                .contains("is not valid");
    }

    private String options(String certificate, String pass) {
        return "{\"tls\":\"" + address + "\",\"certificate\":\"" + certificate + "\",\"pass\":\"" + pass + "\"}";
    }
}
