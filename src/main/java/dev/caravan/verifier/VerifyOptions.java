package dev.caravan.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Pipeline;
import java.util.ArrayList;
import java.util.List;

/**
 * What is asked of a verification, and within which bounds.
 *
 * @param counts true when the check {@code counts} is asked for
 * @param by columns by whose values {@code counts} counts the rows apart; empty for none
 * @param rows true when the check {@code rows} is asked for
 * @param sample how many rows of each table the check {@code sample} shows, or 0 when it is not asked for
 * @param showValues true when findings may show values; else they tell types and lengths only
 * @param batch records a step reads at the most
 * @param roundEntries rows a second reading holds at the most, about 90 bytes each
 * @param named keys a table's findings name at the most
 */
public record VerifyOptions(
        boolean counts,
        List<String> by,
        boolean rows,
        int sample,
        boolean showValues,
        int batch,
        int roundEntries,
        int named) {
    private static final int ROUND_ENTRIES = 200_000;
    private static final int NAMED = 1_000;
    private static final int SAMPLE = 10;

    /** Counts rows all together. */
    public VerifyOptions(
            boolean counts, boolean rows, int sample, boolean showValues, int batch, int roundEntries, int named) {
        this(counts, List.of(), rows, sample, showValues, batch, roundEntries, named);
    }

    public VerifyOptions {
        by = List.copyOf(by);
        if (batch < 1 || roundEntries < 1 || named < 0 || sample < 0) {
            throw new IllegalArgumentException("batch " + batch + ", roundEntries " + roundEntries + ", named " + named
                    + ", sample " + sample + ": one is too small");
        }
    }

    /** What the {@code verify:} entries of a pipeline ask for; entries for checks of the system are passed over. */
    public static VerifyOptions of(List<Pipeline.Check> checks, int batch, boolean showValues) {
        int sample = 0;
        List<String> by = new ArrayList<>();
        for (Pipeline.Check check : checks) {
            if (check.kind().equals("sample")) {
                sample = check.options() == null ? SAMPLE : check.options().asInt(SAMPLE);
            } else if (check.kind().equals("counts") && check.options() != null) {
                JsonNode columns = check.options().path("by");
                (columns.isArray() ? columns : List.of(columns)).forEach(column -> by.add(column.asText()));
            }
        }
        return new VerifyOptions(
                asked(checks, "counts"), by, asked(checks, "rows"), sample, showValues, batch, ROUND_ENTRIES, NAMED);
    }

    private static boolean asked(List<Pipeline.Check> checks, String kind) {
        return checks.stream().anyMatch(check -> check.kind().equals(kind));
    }
}
