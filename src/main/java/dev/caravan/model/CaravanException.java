package dev.caravan.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The one exception that Caravan throws for what people can mend: what, where, what was seen and what to do, on one line.
 * Values of records never stand in the message.
 */
public final class CaravanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String where;
    private final List<String> lines;

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
        this(code, where, message, cause, List.of(code + " " + where + ": " + message));
    }

    private CaravanException(ErrorCode code, String where, String message, Throwable cause, List<String> lines) {
        super(requireNonNull(message, "message is null"), cause);
        this.code = requireNonNull(code, "code is null");
        this.where = requireNonNull(where, "where is null");
        this.lines = lines;
    }

    /**
     * Several mistakes found together as one error.
     *
     * @param where what they were found in
     * @param mistakes each {@code where: what was seen; what to do}; at least one
     */
    public static CaravanException several(ErrorCode code, String where, List<String> mistakes) {
        if (mistakes.isEmpty()) {
            throw new IllegalArgumentException("mistakes is empty");
        }
        List<String> lines =
                mistakes.stream().map(mistake -> code + " " + mistake).toList();
        return new CaravanException(code, where, String.join("\n", mistakes), null, lines);
    }

    public ErrorCode code() {
        return code;
    }

    public String where() {
        return where;
    }

    /** The lines of {@link #line}; one, except after {@link #several}. */
    public List<String> lines() {
        return lines;
    }

    /** What people see: {@code CODE where: what; what to do}, a line for each mistake. */
    public String line() {
        return String.join("\n", lines);
    }
}
