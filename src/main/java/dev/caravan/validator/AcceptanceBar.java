package dev.caravan.validator;

import dev.caravan.model.Counts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Says whether enough was accepted: the records, and the rows of each child table on their own.
 *
 * @param share the share of what was read that must not be rejected, from 0 to 1
 * @param stopAfter the number of rejects, of records and children together, at which the run stops; 0 for none
 */
public record AcceptanceBar(double share, long stopAfter) {
    /** Less than one record's share of anything that can be counted; more than two doubles of one percentage differ. */
    private static final double ROUNDING = 1e-12;

    /** A bar. */
    public AcceptanceBar {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share is " + share + ", must be from 0 to 1");
        }
        if (stopAfter < 0) {
            throw new IllegalArgumentException("stopAfter is negative: " + stopAfter);
        }
    }

    /** Judges the counts of a pipeline. */
    public Judgement judge(Counts records, Map<String, Counts> children) {
        List<String> below = new ArrayList<>();
        List<String> all = new ArrayList<>();
        judge("records", records, below, all);
        children.forEach((table, counts) -> judge("rows of '" + table + "'", counts, below, all));
        boolean go = below.isEmpty();
        return new Judgement(
                go, String.join(", ", go ? all : below) + "; the bar is " + percent(BigDecimal.valueOf(share)) + " %");
    }

    /** True when so many rejects end the run. */
    public boolean stops(long rejects) {
        return stopAfter > 0 && rejects >= stopAfter;
    }

    private void judge(String what, Counts counts, List<String> below, List<String> all) {
        String sentence = sentence(what, counts);
        all.add(sentence);
        if (counts.accepted() + ROUNDING < share) {
            below.add(sentence);
        }
    }

    private static String sentence(String what, Counts counts) {
        if (counts.read() == 0) {
            return "no " + what;
        }
        long accepted = counts.read() - counts.rejected();
        BigDecimal share = BigDecimal.valueOf(accepted).divide(BigDecimal.valueOf(counts.read()), 6, RoundingMode.DOWN);
        return accepted + " of " + counts.read() + " " + what + " accepted (" + percent(share) + " %)";
    }

    /** Cut, never rounded up: 99.9999 % must not look like 100 %. */
    private static String percent(BigDecimal share) {
        BigDecimal percent =
                share.movePointRight(2).setScale(2, RoundingMode.DOWN).stripTrailingZeros();
        return percent.scale() < 0 ? percent.setScale(0).toPlainString() : percent.toPlainString();
    }

    /**
     * What became of the question.
     *
     * @param go true when the bar is reached everywhere
     * @param sentence the reason in one sentence, with counts
     */
    public record Judgement(boolean go, String sentence) {}
}
