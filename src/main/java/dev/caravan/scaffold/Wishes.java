package dev.caravan.scaffold;

/**
 * What the user asked for.
 *
 * @param views true to copy views as tables
 * @param dates true to make texts that are dates and times into such
 * @param booleans true to make numbers of one bit into booleans, as far as a source has no type for them
 */
public record Wishes(boolean views, boolean dates, boolean booleans) {}
