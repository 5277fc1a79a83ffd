package dev.caravan.camel;

/** The headers that exchanges carry, all of them. */
final class Headers {
    /** The mark of the run that a token belongs to, a number of this process. */
    static final String RUN = "caravanRun";

    private Headers() {}
}
