/**
 * The verify stage: compares every row of the source, mapped again, with every row of the target.
 *
 * <p>Where both sides come in the order of one key, they are read side by side and compared byte by byte; what differs is
 * then named by the second reading below. Elsewhere, first both sides are read once and each row's keyed digest is added into one of
 * 4,096 buckets of its table; where the sums agree, the rows do. Only buckets that differ are read again, some at a time, down to the single key. Memory is
 * constant, every call ends after one chunk, and the position can be kept and taken up again. May use model and spi.
 */
package dev.caravan.verifier;
