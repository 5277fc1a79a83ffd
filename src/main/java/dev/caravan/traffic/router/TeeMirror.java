package dev.caravan.traffic.router;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.TrafficMirror;
import dev.caravan.spi.TrafficRouter;

/**
 * Copies made behind nginx or HAProxy: the router sends a share of v1's requests through Caravan's tee, which answers from v1. The
 * tee may die: the router then asks v1 itself.
 */
final class TeeMirror implements TrafficMirror {
    private final TrafficMirror tee;
    private final TrafficRouter router;
    private final Passage passage;

    TeeMirror(TrafficMirror tee, TrafficRouter router, Passage passage) {
        this.tee = tee;
        this.router = router;
        this.passage = passage;
    }

    /** The switch of a router that sends requests through the tee. */
    interface Passage {
        /** Lets the share of the file through the tee. */
        void open();

        /** Lets nothing through it; does nothing where the router was never installed. */
        void close();
    }

    @Override
    public void on(String run) {
        tee.on(run);
        router.install();
        passage.open();
    }

    @Override
    public void off() {
        passage.close();
        tee.off();
    }

    @Override
    public JsonNode results(boolean values) {
        return tee.results(values);
    }

    @Override
    public JsonNode recent() {
        return tee.recent();
    }

    @Override
    public void close() {
        router.close();
    }
}
