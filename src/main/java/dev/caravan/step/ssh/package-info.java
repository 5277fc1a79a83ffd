/** {@code ssh}: programs on hosts, side by side and wave after wave. */
package dev.caravan.step.ssh;
