package dev.caravan.run;

import dev.caravan.plan.StepRoutes;
import dev.caravan.spi.ShareControl;
import dev.caravan.spi.StepKind;
import dev.caravan.step.gate.SignOffDesk;
import dev.caravan.step.mirror.Mirrors;
import dev.caravan.step.notify.NoticeDesk;
import dev.caravan.step.ramp.ShareWatch;
import java.util.function.Function;

/**
 * What a plan is carried out with.
 *
 * @param routes carry its steps out
 * @param kinds what kinds of steps there are, by name
 * @param desk judges sign-offs
 * @param notices tells people
 * @param shares changes the shares of services
 * @param watch looks at them while no ramp does
 * @param mirrors compares the sides of services
 */
public record PlanMeans(
        StepRoutes routes,
        Function<String, StepKind> kinds,
        SignOffDesk desk,
        NoticeDesk notices,
        ShareControl shares,
        ShareWatch watch,
        Mirrors mirrors) {

    /** What shares are looked after with. */
    public ShareMeans ofShares() {
        return new ShareMeans(shares, watch, notices);
    }
}
