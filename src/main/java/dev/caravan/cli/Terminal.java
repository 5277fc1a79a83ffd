package dev.caravan.cli;

/** Whether a person watches. */
final class Terminal {
    private Terminal() {}

    /** True when standard output is a terminal: the launcher looks, for the JVM only tells of both streams together. */
    static boolean isThere() {
        String told = System.getProperty("caravan.terminal");
        return told == null ? System.console() != null : Boolean.parseBoolean(told);
    }

    /** True when colours and redrawn lines are welcome. */
    static boolean isColoured() {
        String noColour = System.getenv("NO_COLOR");
        return isThere() && (noColour == null || noColour.isEmpty());
    }
}
