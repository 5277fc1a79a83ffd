package dev.caravan.traffic.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.servers.HaproxyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
