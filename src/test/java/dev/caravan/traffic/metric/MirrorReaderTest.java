package dev.caravan.traffic.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Side;
import dev.caravan.model.SideWindow;
import dev.caravan.spi.TrafficMirror;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class MirrorReaderTest {
    private final Told told = new Told();
    private final WindowBook book =
            new WindowBook(Clock.fixed(Instant.EPOCH.plusSeconds(9), ZoneOffset.UTC), Duration.ofMinutes(1));
    private final MirrorReader reader = new MirrorReader(told);

    private SideWindow window() {
        return book.window(Side.V2, Duration.ofMinutes(1)).orElseThrow();
    }

    @Test
    void shouldCountPairsSinceItWasOpenedAndFailedOnesAsDifferent() {
        told.say("one", 1000, 500, 0);
        assertThat(reader.read(book)).isTrue();
        assertThat(window().requests()).isZero();

        told.say("one", 1090, 585, 10);
        reader.read(book);

        assertThat(window().requests()).isEqualTo(100);
        assertThat(window().errors()).isEqualTo(15);
    }

    @Test
    void shouldBeginAnewWithAnotherRunOrProcess() {
        told.say("one", 100, 100, 0);
        reader.read(book);
        told.say("two", 900, 0, 0);
        reader.read(book);
        told.say("two", 5, 0, 0);
        reader.read(book);
        assertThat(window().requests()).isZero();

        told.say("two", 7, 1, 0);
        reader.read(book);

        assertThat(window().requests()).isEqualTo(2);
        assertThat(window().errors()).isEqualTo(1);
    }

    @Test
    void shouldTellNothingWhileItIsOffOrGone() {
        assertThat(reader.read(book)).isFalse();

        told.say("one", 1000, 1000, 0).put("on", false);
        assertThat(reader.read(book)).isFalse();
    }

    private static final class Told implements TrafficMirror {
        private ObjectNode results = JsonNodeFactory.instance.objectNode();

        ObjectNode say(String run, long compared, long agreed, long failed) {
            results = JsonNodeFactory.instance.objectNode().put("on", true).put("run", run);
            return results.put("compared", compared).put("agreed", agreed).put("failed", failed);
        }

        @Override
        public JsonNode results(boolean values) {
            return results;
        }

        @Override
        public JsonNode recent() {
            return results;
        }

        @Override
        public void on(String run) {
            throw new AssertionError("nothing here turns copying on");
        }

        @Override
        public void off() {
            throw new AssertionError("nothing here turns copying off");
        }

        @Override
        public void close() {
            // Nothing is held
        }
    }
}
