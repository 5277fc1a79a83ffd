/** {@code drill}: steps of a later phase, carried out and taken back, timed. */
package dev.caravan.step.drill;
