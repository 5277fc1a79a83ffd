/** {@code observe}: checks, repeated for a time or until they hold. */
package dev.caravan.step.observe;
