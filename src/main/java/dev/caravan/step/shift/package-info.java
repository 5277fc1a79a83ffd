/** The step that sets v2's share of a service's traffic. */
package dev.caravan.step.shift;
