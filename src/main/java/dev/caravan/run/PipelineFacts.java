package dev.caravan.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Counts;
import dev.caravan.verifier.CheckResult;
import dev.caravan.verifier.Outcome;
import java.util.List;

/** What gates and later steps may ask of a pipeline: counts, the share accepted, what verification found. */
final class PipelineFacts {
    private final ObjectNode facts = JsonNodeFactory.instance.objectNode();
    private final ObjectNode verify;
    private final ObjectNode compared;
    private final ObjectNode by;

    private PipelineFacts(PipelineResult result) {
        Counts counts = result.progress().counts();
        facts.put("read", counts.read())
                .put("imported", counts.imported())
                .put("filtered", counts.filtered())
                .put("rejected", counts.rejected())
                .put("skipped", counts.skipped())
                .put("seconds", result.seconds());
        facts.putObject("validate").put("accepted", share(counts.read() - counts.rejected(), counts.read()));
        ObjectNode rejects = facts.putObject("rejects");
        result.rejects().forEach(reject -> rejects.put(reject.code(), reject.records()));
        verify = facts.putObject("verify");
        compared = facts.putObject("compared");
        by = facts.putObject("by");
        result.checks().forEach(this::add);
    }

    static ObjectNode of(PipelineResult result) {
        return new PipelineFacts(result).facts;
    }

    /** Of a pipeline that was only tried: what would be accepted, and nothing as if it had been written or compared. */
    static ObjectNode ofDryRun(PipelineResult result) {
        ObjectNode facts = of(result);
        facts.remove(List.of("imported", "skipped", "verify", "compared", "by"));
        return facts.put("written", 0);
    }

    private void add(CheckResult check) {
        String name = check.check();
        long wrong = check.missing() + check.extra() + check.different() + check.duplicates();
        double equal = share(check.compared() - Math.min(wrong, check.compared()), check.compared());
        double mine = check.outcome() == Outcome.PASS ? 1 : Math.min(equal, wrong == 0 ? 0 : 1);
        compared.put(name, compared.path(name).asLong() + check.compared());
        verify.put(name, Math.min(mine, verify.path(name).asDouble(1)));
        if (!check.figures().isEmpty()) {
            ObjectNode figures = facts.putObject(name);
            check.figures().forEach(figures::put);
        }
        if (name.startsWith(CheckResult.COUNTS_BY)) {
            countBy(name.substring(CheckResult.COUNTS_BY.length()), check);
        }
    }

    /** How many rows of each value of a column the target has, and for how many values these are what the source gave. */
    private void countBy(String column, CheckResult check) {
        ObjectNode counted = by.has(column) ? (ObjectNode) by.get(column) : by.putObject(column);
        ObjectNode rows = counted.has("rows") ? (ObjectNode) counted.get("rows") : counted.putObject("rows");
        long found = check.compared() - check.missing() + check.extra();
        boolean arrived = check.outcome() == Outcome.PASS && found > 0;
        counted.put("matching", counted.path("matching").asInt() + (arrived ? 1 : 0));
        rows.put(check.table(), rows.path(check.table()).asLong() + found);
    }

    private static double share(long part, long all) {
        return all == 0 ? 1 : (double) part / all;
    }
}
