package dev.caravan.step.ramp;

import dev.caravan.repository.Directions;
import dev.caravan.spi.ShareControl;
import dev.caravan.spi.StepKind;
import dev.caravan.step.notify.NoticeDesk;
import java.time.Clock;

/**
 * What ramps work with.
 *
 * @param shares changes shares
 * @param metering where figures come from
 * @param directions what people say to ramps
 * @param checks the kind {@code check}
 * @param notices tells people
 * @param clock the time after a change of share
 */
public record RampTools(
        ShareControl shares,
        Metering metering,
        Directions directions,
        StepKind checks,
        NoticeDesk notices,
        Clock clock) {}
