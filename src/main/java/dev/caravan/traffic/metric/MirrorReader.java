package dev.caravan.traffic.metric;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Side;
import dev.caravan.spi.TrafficMirror;
import org.HdrHistogram.Histogram;

/**
 * The counts of what compares the sides' answers, as requests and errors of v2: a pair that differs, or one without a second
 * answer, is an error. They begin anew with each of its runs and processes.
 */
final class MirrorReader implements RouterMetrics.Reader {
    private final TrafficMirror mirror;
    private final Histogram untimed = new Histogram(2);
    private String run = "";
    private long pairs = Long.MAX_VALUE;
    private long agreed;

    MirrorReader(TrafficMirror mirror) {
        this.mirror = mirror;
    }

    @Override
    public boolean read(WindowBook book) {
        JsonNode said = mirror.results(false);
        if (!said.path("on").asBoolean()) {
            return false;
        }
        long nowPairs = said.path("compared").asLong() + said.path("failed").asLong();
        long nowAgreed = said.path("agreed").asLong();
        if (said.path("run").asText().equals(run) && nowPairs >= pairs && nowAgreed >= agreed) {
            long more = nowPairs - pairs;
            book.add(Side.V2, more, more - (nowAgreed - agreed), untimed);
        }
        run = said.path("run").asText();
        pairs = nowPairs;
        agreed = nowAgreed;
        return true;
    }

    @Override
    public void close() {
        mirror.close();
    }
}
