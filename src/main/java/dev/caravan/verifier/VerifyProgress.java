package dev.caravan.verifier;

/**
 * How far a verification is.
 *
 * @param share from 0 to 1; differences that are found add work, so it may pause but never falls
 * @param rows rows read so far, on both sides, repeated readings counted again
 * @param doing what the last step did, for people
 */
public record VerifyProgress(boolean done, double share, long rows, String doing) {}
