package dev.caravan.fleet;

import java.io.IOException;

/** A host that must not be worked on: its key is not the known one, or it does not let us in. Trying again does not help. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    RefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
