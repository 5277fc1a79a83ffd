package dev.caravan.verifier;

/** The two sides of a comparison: what the source, mapped again, asks for, and what the target has. */
enum Side {
    EXPECTED,
    ACTUAL
}
