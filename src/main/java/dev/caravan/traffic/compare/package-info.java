/**
 * Compares what the two sides of a service answer to the same request, and keeps count: by endpoint, with examples whose values
 * are masked, and with the times of both sides.
 */
package dev.caravan.traffic.compare;
