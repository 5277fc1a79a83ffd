/** {@code freeze}: a system that can be read and not be written, proved by a refused write. */
package dev.caravan.step.freeze;
