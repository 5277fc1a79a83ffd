package dev.caravan.traffic.proxy;

/** How far a caller's connection is. */
enum CallerState {
    /** The head of a request comes next. */
    IDLE,
    /** There is no connection to the side yet: everything waits. */
    OPENING,
    /** The request's body passes; its answer may have begun. */
    SENDING,
    /** The request has passed, its answer has not: the next request waits. */
    ANSWERING,
    /** The request was answered here: the rest of it is thrown away. */
    SKIPPING,
    /** Everything is thrown away until the caller closes the connection. */
    CLOSING,
    GONE
}
