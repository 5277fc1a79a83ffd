/** {@code snapshot}: a copy of a system set aside and proved, and the way back to it. */
package dev.caravan.step.snapshot;
