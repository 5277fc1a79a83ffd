package dev.caravan.run;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How long each stage of a pipeline worked, summed over its threads. Safe for use by several threads. */
public final class StageTimes {
    private final Map<Stage, LongAdder> nanos = new EnumMap<>(Stage.class);

    /** Nothing measured yet. */
    public StageTimes() {
        for (Stage stage : Stage.values()) {
            nanos.put(stage, new LongAdder());
        }
    }

    void add(Stage stage, long began) {
        nanos.get(stage).add(System.nanoTime() - began);
    }

    /** Seconds of work in a stage. */
    public double seconds(Stage stage) {
        return nanos.get(stage).sum() / 1e9;
    }

    /** The stages, in the order of the flow. */
    public enum Stage {
        EXPORT,
        TRANSFORM,
        VALIDATE,
        IMPORT,
        VERIFY
    }
}
