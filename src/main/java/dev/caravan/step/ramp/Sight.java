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

    /** The share of mirrored requests that both sides answered alike; empty when nothing was compared. */
    OptionalDouble agreement();

    /** Empty when there is no such number. */
    OptionalDouble number(Ramp.Asked asked);

    /** What a check of the plan found wrong; empty when it holds. */
    Optional<String> problem(String check);
}
