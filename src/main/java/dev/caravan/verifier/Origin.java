package dev.caravan.verifier;

/** Why a row is shown to the comparison. */
enum Origin {
    /** It should be in the target. */
    WANTED,
    /** Its key was taken when it was imported, or its time is over: the target may have a row under this key, or none. */
    TAKEN,
    /** The import kept the target's own row: the target must have one under this key, whatever it holds. */
    KEPT
}
