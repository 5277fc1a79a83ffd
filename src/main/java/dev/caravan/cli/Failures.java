package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.PrintWriter;
import java.io.StringWriter;

/** How an error is said: one line each, {@code CODE where: what; what to do}; a stack trace only where asked for. */
final class Failures {
    private Failures() {}

    static String text(Throwable failure, boolean verbose) {
        CaravanException known = failure instanceof CaravanException caravan
                ? caravan
                : new CaravanException(
                        ErrorCode.INTERNAL,
                        "caravan",
                        failure
                                + "; a mistake in Caravan: please report it, with the output of the same command and -v",
                        failure);
        StringWriter text = new StringWriter();
        known.lines().forEach(line -> text.append(line).append(System.lineSeparator()));
        if (verbose) {
            failure.printStackTrace(new PrintWriter(text, true));
        }
        return text.toString();
    }
}
