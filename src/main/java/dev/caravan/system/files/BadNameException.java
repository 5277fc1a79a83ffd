package dev.caravan.system.files;

import java.io.IOException;

/** A file's name has control characters or is not UTF-8, so it cannot be part of a key or a line. */
final class BadNameException extends IOException {
    /** What stands for bytes that are no character. */
    static final char REPLACEMENT = '\uFFFD';

    private static final long serialVersionUID = 1L;

    BadNameException(String name) {
        super(name.codePoints()
                .map(character -> Character.isISOControl(character) ? '?' : character)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString());
    }
}
