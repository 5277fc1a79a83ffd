package dev.caravan.run;

import dev.caravan.spi.ShareControl;
import dev.caravan.step.notify.NoticeDesk;
import dev.caravan.step.ramp.ShareWatch;

/**
 * What shares are looked after with.
 *
 * @param shares changes them
 * @param watch looks at them
 * @param notices tells people
 */
public record ShareMeans(ShareControl shares, ShareWatch watch, NoticeDesk notices) {}
