package dev.caravan.fleet;

import java.io.IOException;

/** A command that was not waited for any longer; it may still run. */
public final class SlowException extends IOException {
    private static final long serialVersionUID = 1;

    SlowException(String message) {
        super(message);
    }
}
