package dev.caravan.cli;

import java.io.Console;

/** Whether a person watches. */
final class Terminal {
    private Terminal() {}

    /** True when standard output is a terminal: the launcher looks, for the JVM only tells of both streams together. */
    static boolean isThere() {
        String told = System.getProperty("caravan.terminal");
        return told == null ? System.console() != null : Boolean.parseBoolean(told);
    }

    /** Asks a person; false where nobody is there to answer. */
    static boolean confirmed(String question) {
        Console console = System.console();
        return console != null && "yes".equalsIgnoreCase(String.valueOf(console.readLine("%s [yes/no] ", question)));
    }

    /** True when a line may be drawn over; {@code NO_COLOR} asks for text without escape sequences. */
    static boolean isDrawnOver() {
        String noColour = System.getenv("NO_COLOR");
        return isThere() && (noColour == null || noColour.isEmpty());
    }
}
