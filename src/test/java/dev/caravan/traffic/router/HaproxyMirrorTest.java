package dev.caravan.traffic.router;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.servers.HaproxyServer;
import java.io.IOException;
import java.nio.file.Path;

class HaproxyMirrorTest extends TeeContract {
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
}
