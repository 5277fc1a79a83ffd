package dev.caravan.traffic.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.servers.NginxServer;
import dev.caravan.servers.Ports;
import dev.caravan.spi.TrafficRouter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NginxRouterTest extends TrafficRouterContract {
    private NginxServer nginx;

    @Override
    protected void start(Path at) throws IOException {
        nginx = closing(new NginxServer(at));
    }

    @Override
    protected String kind() {
        return "nginx";
    }

    @Override
    protected void options(ObjectNode options) {
        options.put("conf", nginx.conf("api").toString());
        nginx.command().forEach(options.withArray("command")::add);
    }

    @Test
    void shouldChangeNothingWhenNginxDoesNotRun() {
        Traffic service = session("");
        nginx.close();

        assertThatThrownBy(() -> router(service).install()).hasMessageContaining("does not run");

        assertThat(nginx.conf("api")).doesNotExist();
    }

    @Test
    void shouldPutTheOldFileBackWhenNginxRefusesTheNewOne() throws IOException {
        router(session("")).install();
        String before = Files.readString(nginx.conf("api"));
        Traffic broken = broken();

        assertThatThrownBy(() -> router(broken).install()).hasMessageContaining("refuses");

        assertThat(nginx.conf("api")).hasContent(before);
        assertThat(ask("anyone", "/")).startsWith("v1");
    }

    @Test
    void shouldPutTheOldFileBackWhenTheReloadSaysYesAndDoesNotTakeIt() throws IOException {
        router(session("")).install();
        String before = Files.readString(nginx.conf("api"));
        int working = port;
        try (ServerSocket occupied = new ServerSocket(Ports.free(), 1, InetAddress.getLoopbackAddress())) {
            port = occupied.getLocalPort();
            TrafficRouter router = closing(new NginxRouter(session(""), Duration.ofSeconds(3)));

            assertThatThrownBy(router::install).hasMessageContaining("before is back");
        }
        port = working;

        assertThat(nginx.conf("api")).hasContent(before);
        assertThat(ask("tester", "/")).startsWith("v2");
    }

    @Test
    void shouldSayThatItIsBrokenAlreadyAndTouchNothing() throws IOException {
        Files.writeString(nginx.conf("other"), "nonsense;\n");

        assertThatThrownBy(() -> router(session("")).install()).hasMessageContaining("as it is");

        assertThat(nginx.conf("api")).doesNotExist();
    }

    @Test
    void shouldKeepTheSplitOverARestartOfNginx() throws IOException {
        router(session("")).install();
        router(session("")).put(Split.of(100));

        nginx.close();
        nginx.start();

        assertThat(ask("anyone", "/")).startsWith("v2");
    }

    /** Its own locations stay; the include may name what is not there yet. */
    @Test
    void shouldSplitWithinTheOperatorsOwnServer() throws IOException {
        Traffic service = included();
        Path beside = nginx.conf("api").resolveSibling("api.caravan");
        own("include " + beside + "/*.conf;");

        router(service).install();
        router(service).put(Split.of(100));

        assertThat(ask("anyone", "/")).startsWith("v2");
        assertThat(ask("anyone", "/own")).isEqualTo("own");
        Files.createFile(beside.resolve("off"));
        assertThat(ask("anyone", "/")).as("a person's kill switch").startsWith("v1");
        router(service).put(Split.of(100));
        assertThat(ask("anyone", "/")).startsWith("v2");
    }

    @Test
    void shouldLeaveTheOperatorsServerAsItWasWhereNothingIsIncluded() throws IOException {
        own("");
        TrafficRouter router = closing(new NginxRouter(included(), Duration.ofSeconds(1)));

        assertThatThrownBy(router::install).hasMessageContaining("api.caravan/*.conf;' into the server block");

        assertThat(nginx.conf("api")).doesNotExist();
        assertThat(nginx.conf("api").resolveSibling("api.caravan/locations.conf"))
                .doesNotExist();
        assertThat(ask("anyone", "/own")).isEqualTo("own");
    }

    private Traffic included() {
        Traffic service = session("");
        ((ObjectNode) service.options())
                .put("probe", "http://127.0.0.1:" + port)
                .remove("listen");
        return service;
    }

    private void own(String include) throws IOException {
        Files.writeString(
                nginx.conf("own"),
                "server { listen 127.0.0.1:%d; location = /own { return 200 own; } %s }\n".formatted(port, include));
        assertThat(new RouterProgram("nginx", nginx.command())
                        .run("-s", "reload")
                        .isBad())
                .isFalse();
    }

    private Traffic broken() {
        Traffic service = session("");
        ((ObjectNode) service.options()).put("listen", "127.0.0.1:99999");
        return service;
    }
}
