package dev.caravan.model;

import java.util.List;

/**
 * Programs of others that Caravan starts. They see the environment that Caravan was called with: what its launcher sets in it
 * for the JVM alone, such as how its C library shares out memory, would slow them down. Safe for use by several threads.
 */
public final class Programs {
    /** Names of variables, with blanks between them; absent where Caravan was not started by its launcher. */
    private static final String OWN = "caravan.environment.own";

    private Programs() {}

    /** What starts a program by its name and its words. */
    public static ProcessBuilder builder(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment()
                .keySet()
                .removeAll(List.of(System.getProperty(OWN, "").split(" ")));
        return builder;
    }

    /** The same. */
    public static ProcessBuilder builder(String... words) {
        return builder(List.of(words));
    }
}
