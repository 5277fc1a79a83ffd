package dev.caravan.system.files;

import dev.caravan.model.Position;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the token of a {@link Position} says: where in the uncompressed file to go on, and how its records lie there. As text
 * {@code array@1024}; empty for the start.
 */
record FilePosition(Framing framing, long offset) {
    static final FilePosition START = new FilePosition(Framing.START, 0);

    private static final Pattern TOKEN = Pattern.compile("(array|lines|objects|end)@([0-9]{1,18})");

    /**
     * Reads a token.
     *
     * @throws IllegalArgumentException when {@link #token} did not make it
     */
    static FilePosition of(Position position) {
        if (position.equals(Position.START)) {
            return START;
        }
        Matcher token = TOKEN.matcher(position.token());
        if (!token.matches()) {
            throw new IllegalArgumentException("not the position of a file");
        }
        return new FilePosition(
                Framing.valueOf(token.group(1).toUpperCase(Locale.ROOT)), Long.parseLong(token.group(2)));
    }

    String token() {
        return framing == Framing.START ? "" : framing.name().toLowerCase(Locale.ROOT) + "@" + offset;
    }
}
