package dev.caravan.traffic.metric;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Side;
import dev.caravan.traffic.router.RouterControl;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What Caravan's own router has answered from one side since its process began.
 *
 * @param micros how long the answers took
 */
public record RouterTotals(long requests, long errors, Histogram micros) {
    /** Of both sides; empty where no router answers whose folder this is. */
    public static Map<Side, RouterTotals> ask(Path folder) {
        try {
            return RouterControl.find(folder)
                    .map(control -> of(control.ask("GET", "/", "").path("sides")))
                    .orElse(Map.of());
        } catch (CaravanException silent) {
            return Map.of();
        }
    }

    private static Map<Side, RouterTotals> of(JsonNode sides) {
        Map<Side, RouterTotals> totals = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            RouterTotals one = one(sides.path(side.toString()));
            if (one != null) {
                totals.put(side, one);
            }
        }
        return totals;
    }

    /** Null for what cannot be read. */
    static RouterTotals one(JsonNode said) {
        try {
            ByteBuffer packed = ByteBuffer.wrap(
                    Base64.getDecoder().decode(said.path("micros").asText()));
            return new RouterTotals(
                    said.path("requests").asLong(),
                    said.path("errors").asLong(),
                    Histogram.decodeFromCompressedByteBuffer(packed, 0));
        } catch (DataFormatException | IllegalArgumentException | java.nio.BufferUnderflowException garbled) {
            return null;
        }
    }

    void since(RouterTotals before, Side side, WindowBook book) {
        Histogram fresh = micros.copy();
        fresh.subtract(before.micros);
        // Counters are read one after the other, so an error may be seen before its request
        long more = requests - before.requests;
        book.add(side, more, Math.min(more, errors - before.errors), fresh);
    }
}
