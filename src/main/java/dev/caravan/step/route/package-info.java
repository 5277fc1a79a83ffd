/** {@code route}: a route of the user's own as a step. */
package dev.caravan.step.route;
