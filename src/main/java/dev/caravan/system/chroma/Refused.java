package dev.caravan.system.chroma;

/** An answer that is not success, or none at all: what a caller may handle before it becomes an error for people. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** No answer in time. */
    static final int TIMED_OUT = 0;

    /** No connection, or it broke off. */
    static final int BROKEN_OFF = -1;

    private final int status;

    Refused(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** True when the server found fault with what was sent, so that part of it may pass. */
    boolean isFault() {
        return status == 400 || status == 413 || status == 422;
    }

    /** True when less at once may pass. */
    boolean isTooMuch() {
        return status == 413 || status == 507 || status == TIMED_OUT || status == 504 || status == 500;
    }

    boolean isMissing() {
        return status == 404;
    }
}
