package dev.caravan.verifier;

import dev.caravan.model.Finding;
import java.util.List;
import java.util.Map;

/**
 * What one check of a pipeline found in one table, as the report shows it.
 *
 * <p>Findings of the kinds {@code existing}, {@code repeated}, {@code sample} and {@code notice} are no failures.
 *
 * @param check {@code counts}, {@code rows}, {@code sample} or the name of a check of the system
 * @param table empty for a check of the whole system; for counts by a column the value
 * @param compared rows that the source should have given to the target
 * @param missing keys that the target lacks; for {@code counts} the number of rows it has too few
 * @param extra keys that only the target has; for {@code counts} the number of rows it has too many
 * @param different keys whose rows differ
 * @param duplicates rows that repeat a key on one side and not on the other; those of the source alone are no failure
 * @param figures what a check measured beside, by name
 * @param seconds how long the reading took; the checks of a pipeline share it
 */
public record CheckResult(
        String pipeline,
        String check,
        String table,
        Outcome outcome,
        long compared,
        long missing,
        long extra,
        long different,
        long duplicates,
        double seconds,
        List<Finding> findings,
        Map<String, Double> figures) {
    /**
     * How the check begins that counts the rows with each value of a column; the column's name follows, and the value stands in
     * the place of the table.
     */
    public static final String COUNTS_BY = "counts by ";

    /** A result without figures. */
    public CheckResult(
            String pipeline,
            String check,
            String table,
            Outcome outcome,
            long compared,
            long missing,
            long extra,
            long different,
            long duplicates,
            double seconds,
            List<Finding> findings) {
        this(
                pipeline,
                check,
                table,
                outcome,
                compared,
                missing,
                extra,
                different,
                duplicates,
                seconds,
                findings,
                Map.of());
    }

    public CheckResult {
        findings = List.copyOf(findings);
        figures = Map.copyOf(figures);
    }

    /** The same under another name of the table. */
    public CheckResult in(String otherTable) {
        return new CheckResult(
                pipeline,
                check,
                otherTable,
                outcome,
                compared,
                missing,
                extra,
                different,
                duplicates,
                seconds,
                findings,
                figures);
    }
}
