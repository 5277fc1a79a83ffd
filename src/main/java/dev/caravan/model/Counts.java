package dev.caravan.model;

/**
 * What became of the records of a chunk, a partition or a pipeline.
 *
 * @param read all of them: always {@code imported + filtered + rejected + skipped}
 */
public record Counts(long read, long imported, long filtered, long rejected, long skipped) {
    /** Nothing yet. */
    public static final Counts ZERO = new Counts(0, 0, 0, 0, 0);

    public Counts {
        if (read != imported + filtered + rejected + skipped) {
            throw new IllegalArgumentException("read " + read + " is not imported " + imported + " + filtered "
                    + filtered + " + rejected " + rejected + " + skipped " + skipped);
        }
    }

    /** The sum of both. */
    public Counts plus(Counts other) {
        return new Counts(
                read + other.read,
                imported + other.imported,
                filtered + other.filtered,
                rejected + other.rejected,
                skipped + other.skipped);
    }

    /** The share of what was read that was not rejected, from 0 to 1; 1 when nothing was read. */
    public double accepted() {
        return read == 0 ? 1 : (double) (read - rejected) / read;
    }
}
