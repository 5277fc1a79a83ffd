/**
 * The plan loop: which step comes next, what its condition says, what becomes of its result, and the way back. May use {@code
 * model}, {@code spi}, {@code repository} and {@code step}.
 */
package dev.caravan.plan;
