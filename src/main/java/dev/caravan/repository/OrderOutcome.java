package dev.caravan.repository;

/** What became of an order. */
public enum OrderOutcome {
    /** Carried out. */
    DONE,
    /** Not carried out: it may not be, or it does not fit; the reason says which. */
    REFUSED,
    /** Tried, and failed. */
    FAILED,
    /** Taken back before anybody took it. */
    WITHDRAWN
}
