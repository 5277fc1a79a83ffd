package dev.caravan.system.sqlite;

/** Thrown where a file is not laid out in the way that is read here. SQLite itself then reads it, or says what is wrong. */
final class UnknownLayout extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UnknownLayout() {
        super("laid out in another way", null, false, false);
    }

    /** Throws one unless what was found is as it was expected. */
    static void unless(boolean expected) {
        if (!expected) {
            throw new UnknownLayout();
        }
    }
}
