package dev.caravan.verifier;

/** Why a row is shown to the comparison. */
enum Origin {
    /** It should be in the target. */
    WANTED,
    /** The import rejected it because its key was taken: the target may have a row of its own under this key. */
    TAKEN,
    /** The import kept the target's own row: the target must have one under this key, whatever it holds. */
    KEPT
}
