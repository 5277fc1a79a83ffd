package dev.caravan.model;

import static java.util.Objects.requireNonNull;

/**
 * The one exception that Caravan throws for what people can mend: what, where, what was seen and what to do, on one line.
 * Values of records never stand in the message.
 */
public final class CaravanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String where;

    /**
     * An error.
     *
     * @param where file:line:column, or system and table, or path; never null
     * @param message what was seen; what to do
     */
    public CaravanException(ErrorCode code, String where, String message) {
        this(code, where, message, null);
    }

    /** An error with its cause, which may be null. */
    public CaravanException(ErrorCode code, String where, String message, Throwable cause) {
        super(requireNonNull(message, "message is null"), cause);
        this.code = requireNonNull(code, "code is null");
        this.where = requireNonNull(where, "where is null");
    }

    public ErrorCode code() {
        return code;
    }

    public String where() {
        return where;
    }

    /** The line people see: {@code CODE where: what; what to do}. */
    public String line() {
        return code + " " + where + ": " + getMessage();
    }
}
