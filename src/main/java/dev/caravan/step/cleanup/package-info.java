/** {@code cleanup}: what a passage left is removed after its retention time, and nothing else. */
package dev.caravan.step.cleanup;
