package dev.caravan.model;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the clients of a service are split between v1 and v2.
 *
 * <p>Each client falls into one of a hundred buckets by a hash of what makes it sticky; the buckets below {@code share} go to
 * v2. So a growing share only ever moves clients to v2, and a shrinking one only back.
 *
 * @param share v2's share in whole percents, from 0 to 100
 * @param cohorts true when the members of the named cohorts go to v2, whatever their bucket; always so above 0 %
 * @param off true when everything goes to v1, pinned clients too; the share is 0 then
 */
public record Split(int share, boolean cohorts, boolean off) implements Comparable<Split> {
    /** Everything on v1, pinned clients too. */
    public static final Split OFF = new Split(0, false, true);

    /** Everything on v1 but for clients that are pinned to v2. */
    public static final Split NONE = new Split(0, false, false);

    /** The named cohorts on v2, and nobody else but pinned clients. */
    public static final Split COHORTS = new Split(0, true, false);

    /** How many buckets there are. */
    public static final int BUCKETS = 100;

    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3})\\s*%?");

    public Split {
        if (share < 0 || share > BUCKETS) {
            throw new IllegalArgumentException("share " + share + " is not within 0 and 100");
        }
        if (off && (share > 0 || cohorts) || share > 0 && !cohorts) {
            throw new IllegalArgumentException(
                    "a split that is off has no share, and one with a share has its cohorts");
        }
    }

    /** This share of the buckets, and the cohorts where it is above 0. */
    public static Split of(int share) {
        return share == 0 ? NONE : new Split(share, true, false);
    }

    /**
     * Reads {@code off}, {@code cohorts} or a whole percentage, with or without its sign.
     *
     * @throws IllegalArgumentException for anything else, saying what was seen
     */
    public static Split parse(String text) {
        String given = text.strip();
        if ("off".equals(given)) {
            return OFF;
        }
        if ("cohorts".equals(given)) {
            return COHORTS;
        }
        Matcher percent = PERCENT.matcher(given);
        OptionalInt share =
                percent.matches() ? OptionalInt.of(Integer.parseInt(percent.group(1))) : OptionalInt.empty();
        if (share.isEmpty() || share.getAsInt() > BUCKETS) {
            throw new IllegalArgumentException(
                    "'" + given + "' is no share; write a whole percentage from 0% to 100%, cohorts, or off");
        }
        return of(share.getAsInt());
    }

    /** By how much goes to v2: off, then nobody, then the cohorts, then shares. */
    @Override
    public int compareTo(Split other) {
        return Integer.compare(rank(), other.rank());
    }

    private int rank() {
        return off ? -2 : share > 0 ? share : cohorts ? 0 : -1;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return off ? "off" : share == 0 && cohorts ? "cohorts" : share + "%";
    }
}
