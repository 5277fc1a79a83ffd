package dev.caravan.step.ramp;

import dev.caravan.model.Ramp;
import dev.caravan.model.Side;
import dev.caravan.model.SideWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stretches of time that one look goes back, the shortest first: what has just begun shows in a short one, what is rare in a
 * long one. Each is asked for once at the most.
 */
final class Stretches {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int GROWTH = 4;

    private final Sight sight;
    private final List<Duration> lengths = new ArrayList<>();
    private final Map<Side, Map<Duration, Optional<SideWindow>>> asked = new HashMap<>();

    /** @param since how long the present share has been in force: what was before says nothing about it */
    Stretches(Sight sight, Ramp.Pace pace, Duration since) {
        this.sight = sight;
        Duration most = pace.window() == null || since.compareTo(pace.window()) < 0 ? since : pace.window();
        Duration longest = most.compareTo(SHORTEST) < 0 ? SHORTEST : most;
        Duration length = pace.interval().compareTo(SHORTEST) < 0 ? SHORTEST : pace.interval();
        while (length.compareTo(longest) < 0) {
            lengths.add(length);
            length = length.multipliedBy(GROWTH);
        }
        lengths.add(longest);
    }

    List<Duration> lengths() {
        return lengths;
    }

    Duration longest() {
        return lengths.get(lengths.size() - 1);
    }

    /** What a figure of v2 is told of; empty when it cannot be had. */
    Optional<SideWindow> window(Figure figure, Duration length) {
        return figure.isOfPairs() ? sight.pairs(length) : window(Side.V2, length);
    }

    /** Empty when it cannot be had. */
    Optional<SideWindow> window(Side side, Duration length) {
        return asked.computeIfAbsent(side, first -> new HashMap<>())
                .computeIfAbsent(length, first -> sight.window(side, length));
    }
}
