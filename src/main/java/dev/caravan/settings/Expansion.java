package dev.caravan.settings;

/**
 * A text with its placeholders replaced.
 *
 * @param known false when a placeholder had no value; it has been complained about
 * @param secret true when something in it must not be shown
 */
record Expansion(String text, boolean known, boolean secret) {
    static final Expansion UNKNOWN = new Expansion("", false, false);

    static Expansion plain(String text) {
        return new Expansion(text, true, false);
    }
}
