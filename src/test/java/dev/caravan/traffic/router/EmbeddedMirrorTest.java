package dev.caravan.traffic.router;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

class EmbeddedMirrorTest extends TrafficMirrorContract {
    @Override
    protected void start(Path at) {
        // The mirror starts it
    }

    @Override
    protected String kind() {
        return "embedded";
    }

    @Override
    protected void options(ObjectNode options) {
        // It listens, and that is all
    }
}
