package dev.caravan.step.ramp;

import dev.caravan.model.Ramp;
import dev.caravan.model.Side;
import dev.caravan.model.SideWindow;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What a test lets a ramp see. */
final class Seen implements Sight {
    final Map<Side, Function<Duration, Optional<SideWindow>>> sides = new EnumMap<>(Side.class);
    final Map<String, Double> numbers = new HashMap<>();
    final Map<String, String> problems = new HashMap<>();
    Function<Duration, Optional<SideWindow>> pairs;
    OptionalDouble agreement = OptionalDouble.empty();

    Seen() {
        both(10_000, 0, 20);
    }

    /** The same on both sides in every stretch. */
    Seen both(double requests, double errors, double p99) {
        return side(Side.V1, requests, errors, p99).side(Side.V2, requests, errors, p99);
    }

    Seen side(Side side, double requests, double errors, double p99) {
        return side(side, length -> Optional.of(window(requests, errors, p99)));
    }

    Seen side(Side side, Function<Duration, Optional<SideWindow>> windows) {
        sides.put(side, windows);
        return this;
    }

    static SideWindow window(double requests, double errors, double p99) {
        OptionalDouble none = OptionalDouble.empty();
        return new SideWindow(
                requests,
                errors,
                requests == 0 ? none : OptionalDouble.of(p99 / 4),
                requests == 0 ? none : OptionalDouble.of(p99 / 2),
                requests == 0 ? none : OptionalDouble.of(p99),
                Duration.ofSeconds(10));
    }

    @Override
    public Optional<SideWindow> window(Side side, Duration length) {
        return sides.get(side).apply(length);
    }

    @Override
    public boolean isMirrored() {
        return pairs != null;
    }

    @Override
    public Optional<SideWindow> pairs(Duration length) {
        return pairs.apply(length);
    }

    @Override
    public OptionalDouble agreement() {
        return agreement;
    }

    @Override
    public OptionalDouble number(Ramp.Asked asked) {
        return numbers.containsKey(asked.query())
                ? OptionalDouble.of(numbers.get(asked.query()))
                : OptionalDouble.empty();
    }

    @Override
    public Optional<String> problem(String check) {
        return Optional.ofNullable(problems.get(check));
    }
}
