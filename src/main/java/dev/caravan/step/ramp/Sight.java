package dev.caravan.step.ramp;

import dev.caravan.model.Ramp;
import dev.caravan.model.Side;
import dev.caravan.model.SideWindow;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** What can be seen at one look. */
interface Sight {
    /** Empty when it cannot be had. */
    Optional<SideWindow> window(Side side, Duration length);

    /** True when the plan has turned copying on for as long as the ramp runs. */
    boolean isMirrored();

    /** What is compared now: a pair of answers counts as a request, a pair that differs as an error; empty when it cannot be had. */
    Optional<SideWindow> pairs(Duration length);

    /** The share of answers that were alike when copying ended; empty when nothing was compared. */
    OptionalDouble agreement();

    /** Empty when there is no such number. */
    OptionalDouble number(Ramp.Asked asked);

    /** What a check of the plan found wrong; empty when it holds. */
    Optional<String> problem(String check);
}
