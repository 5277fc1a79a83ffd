package dev.caravan.repository;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.util.regex.Pattern;

/** Names that may become part of a path. */
final class SafeName {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]{1,160}");

    private SafeName() {}

    /**
     * Answers {@code name} when it is safe. {@code .} and {@code ..} are not: they name folders.
     *
     * @param what the kind of thing named, for the message
     */
    static String check(String what, String name) {
        requireNonNull(name, () -> what + " is null");
        if (!ALLOWED.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    what,
                    "a name of " + name.length()
                            + " characters is not allowed here; use 1 to 160 of A-Z a-z 0-9 . _ -");
        }
        return name;
    }
}
