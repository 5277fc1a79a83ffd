package dev.caravan.traffic.metric;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Side;
import dev.caravan.traffic.router.RouterControl;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** The counters of Caravan's own router, which begin anew with each of its processes. */
final class EmbeddedReader implements RouterMetrics.Reader {
    private final Path folder;
    private final Map<Side, Totals> last = new EnumMap<>(Side.class);
    private long process;

    /** @param folder the router's own */
    EmbeddedReader(Path folder) {
        this.folder = folder;
    }

    @Override
    public boolean read(WindowBook book) {
        Optional<RouterControl> control = RouterControl.find(folder);
        if (control.isEmpty()) {
            return false;
        }
        JsonNode said = control.get().ask("GET", "/", "");
        boolean same = said.path("pid").asLong() == process;
        for (Side side : Side.values()) {
            Totals now = Totals.of(said.path("sides").path(side.toString()));
            if (now == null) {
                return false;
            }
            Totals before = last.put(side, now);
            if (same && before != null) {
                now.since(before, side, book);
            }
        }
        process = said.path("pid").asLong();
        return true;
    }

    @Override
    public void close() {
        // Every question has a connection of its own
    }

    private record Totals(long requests, long errors, Histogram micros) {
        static Totals of(JsonNode said) {
            try {
                ByteBuffer packed = ByteBuffer.wrap(
                        Base64.getDecoder().decode(said.path("micros").asText()));
                return new Totals(
                        said.path("requests").asLong(),
                        said.path("errors").asLong(),
                        Histogram.decodeFromCompressedByteBuffer(packed, 0));
            } catch (DataFormatException | IllegalArgumentException | java.nio.BufferUnderflowException garbled) {
                return null;
            }
        }

        void since(Totals before, Side side, WindowBook book) {
            Histogram fresh = micros.copy();
            fresh.subtract(before.micros);
            // Counters are read one after the other, so an error may be seen before its request
            long more = requests - before.requests;
            book.add(side, more, Math.min(more, errors - before.errors), fresh);
        }
    }
}
