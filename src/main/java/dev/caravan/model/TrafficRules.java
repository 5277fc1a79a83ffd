package dev.caravan.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What keeps a service's share from moving as anybody likes.
 *
 * @param writes who may write while both sides serve
 * @param data the pipelines that carry the service's data
 * @param owners by pipelines, the column that holds the key of the client who owns a row, where clients write on both sides
 * @param cap how old the last clean verification of that data may be for the share to rise, or null for any age
 * @param riseEvery the least time between two rises; a share may fall at any time
 * @param health the path at which v1 must answer with 2xx before the way back gives it callers, or null where it is not asked
 */
public record TrafficRules(
        Writes writes, List<String> data, Map<String, String> owners, Duration cap, Duration riseEvery, String health) {
    /** One store, nothing verified, a rise a second. */
    public static final TrafficRules NONE =
            new TrafficRules(Writes.SHARED, List.of(), Map.of(), null, Duration.ofSeconds(1), null);

    public TrafficRules {
        requireNonNull(writes, "writes is null");
        data = List.copyOf(data);
        owners = Map.copyOf(owners);
        requireNonNull(riseEvery, "riseEvery is null");
    }
}
