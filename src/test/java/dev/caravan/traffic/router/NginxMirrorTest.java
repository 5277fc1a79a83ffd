package dev.caravan.traffic.router;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.servers.NginxServer;
import java.io.IOException;
import java.nio.file.Path;

class NginxMirrorTest extends TeeContract {
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
}
