/** {@code gate}: criteria over the facts, and the sign-offs of people, bound to what they saw. */
package dev.caravan.step.gate;
