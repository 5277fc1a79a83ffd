package dev.caravan.model;

/** A text as a person types it for one word of a POSIX shell: in quotes where it needs some. */
public final class ShellWord {
    private ShellWord() {}

    /** The word. */
    public static String of(String text) {
        return text.matches("[A-Za-z0-9_./:@%+,=-]+") && !text.startsWith("-")
                ? text
                : "'" + text.replace("'", "'\\''") + "'";
    }
}
