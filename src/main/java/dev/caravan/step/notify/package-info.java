/** {@code notify}: messages to people, and what became of them. A message that is lost stops nothing, and is shown. */
package dev.caravan.step.notify;
