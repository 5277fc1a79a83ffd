/**
 * The step that raises v2's share as long as v2 proves itself, and takes it back when it does not. What a look at the figures
 * says is computed here without a clock and without a router: {@link dev.caravan.step.ramp.Analysis}.
 */
package dev.caravan.step.ramp;
