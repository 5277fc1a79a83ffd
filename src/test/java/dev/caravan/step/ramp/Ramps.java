package dev.caravan.step.ramp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.Ramp;
import dev.caravan.model.Split;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Ramps for tests. */
final class Ramps {
    private Ramps() {}

    /** Of 5, 25 and 100 %, each held for a minute, looked at every second. */
    static Ramp of(Map<String, String> healthy, Map<String, String> abort) {
        return of(conditions(healthy), conditions(abort), new Ramp.Tolerance(0.01, 1));
    }

    static Ramp of(Ramp.Conditions healthy, Ramp.Conditions abort, Ramp.Tolerance tolerance) {
        return of(healthy, abort, tolerance, Duration.ofMinutes(1));
    }

    static Ramp of(Ramp.Conditions healthy, Ramp.Conditions abort, Ramp.Tolerance tolerance, Duration hold) {
        return new Ramp(
                List.of(
                        new Ramp.Stage(Split.of(5), hold),
                        new Ramp.Stage(Split.of(25), hold),
                        new Ramp.Stage(Split.of(100), hold)),
                healthy,
                abort,
                tolerance,
                new Ramp.Pace(Duration.ofSeconds(1), null, 3, Duration.ofMinutes(5)),
                JsonNodeFactory.instance.objectNode());
    }

    static Ramp.Conditions conditions(Map<String, String> figures) {
        return new Ramp.Conditions(figures, List.of(), List.of());
    }
}
