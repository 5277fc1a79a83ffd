package dev.caravan.model;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Named places at which a test can end the process as {@code kill -9} would. Does nothing unless the process was started
 * with {@code -Dcaravan.test=true} and {@code CARAVAN_TEST_KILL_AT=name:n}; then the n-th passing of that place halts it.
 */
public final class KillPoint {
    private static final String AT = Boolean.getBoolean("caravan.test") ? System.getenv("CARAVAN_TEST_KILL_AT") : null;
    private static final AtomicInteger PASSED = new AtomicInteger();

    private KillPoint() {}

    /** Passes the place {@code name}. */
    public static void pass(String name) {
        if (AT != null && AT.startsWith(name + ":")) {
            int wanted = Integer.parseInt(AT.substring(name.length() + 1));
            if (PASSED.incrementAndGet() == wanted) {
                Runtime.getRuntime().halt(137);
            }
        }
    }
}
