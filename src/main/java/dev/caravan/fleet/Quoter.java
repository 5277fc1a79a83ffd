package dev.caravan.fleet;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Makes one line for a POSIX shell out of arguments: the one place where a remote command becomes text. Everything stands in
 * single quotes, where a shell gives no byte a meaning.
 */
public final class Quoter {
    private Quoter() {}

    /**
     * The line.
     *
     * @throws IllegalArgumentException when an argument holds a NUL, which no program can be given
     */
    public static String line(Collection<String> arguments) {
        return arguments.stream().map(Quoter::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String argument) {
        if (argument.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an argument holds a NUL character");
        }
        return "'" + argument.replace("'", "'\\''") + "'";
    }
}
