package dev.caravan.traffic.router;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.Mirror;
import dev.caravan.spi.TrafficMirror;
import dev.caravan.traffic.proxy.MirrorFile;

/** Copies made by Caravan's own router, or by its tee behind another one. */
final class EmbeddedMirror implements TrafficMirror {
    private static final String MIRROR = "/mirror";

    private final RouterChild child;
    private final Mirror mirror;

    EmbeddedMirror(RouterChild child, Mirror mirror) {
        this.child = child;
        this.mirror = mirror;
    }

    @Override
    public void on(String run) {
        child.install();
        child.control().ask("PUT", MIRROR, new MirrorFile(run, mirror).text());
    }

    @Override
    public void off() {
        child.living().ifPresent(control -> control.ask("PUT", MIRROR, "off"));
    }

    @Override
    public JsonNode results(boolean values) {
        return child.living()
                .map(control -> control.ask("GET", values ? MIRROR + "?values" : MIRROR, ""))
                .orElse(JsonNodeFactory.instance.objectNode());
    }

    @Override
    public JsonNode recent() {
        return child.living()
                .map(control -> control.ask("GET", MIRROR + "/recent", ""))
                .orElse(JsonNodeFactory.instance.arrayNode());
    }

    @Override
    public void close() {
        // The child goes on
    }
}
