package dev.caravan.cli;

import dev.caravan.model.Counts;
import dev.caravan.model.Finding;
import dev.caravan.repository.Disposition;
import dev.caravan.repository.PipelineState;
import dev.caravan.repository.RejectCount;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.PipelineResult;
import dev.caravan.verifier.CheckResult;
import dev.caravan.verifier.Outcome;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/** What came of a run, for people. */
final class RunSummary {
    private static final int SHOWN = 10;

    private final MigrationRun run;

    RunSummary(MigrationRun run) {
        this.run = run;
    }

    void print(PrintWriter out) {
        for (PipelineResult result : run.results()) {
            if (result.progress().phase() != PipelineState.PLANNED) {
                print(out, result);
            }
        }
        out.println(run.migration().name() + ": " + run.outcome().text());
    }

    private void print(PrintWriter out, PipelineResult result) {
        Counts counts = result.progress().counts();
        out.println(result.pipeline().name() + ": " + text("read", counts) + speed(result));
        result.progress()
                .children()
                .forEach((table, children) -> out.println("  " + table + ": " + text("rows", children)));
        print(out, result, Disposition.REJECTED, "rejected");
        print(out, result, Disposition.KEPT, "kept as they were");
        for (CheckResult check : result.checks()) {
            print(out, check);
        }
    }

    private static String text(String what, Counts counts) {
        return String.format(
                Locale.ROOT,
                "%s %,d = imported %,d + filtered %,d + rejected %,d + skipped %,d",
                what,
                counts.read(),
                counts.imported(),
                counts.filtered(),
                counts.rejected(),
                counts.skipped());
    }

    private static String speed(PipelineResult result) {
        if (result.seconds() <= 0) {
            return "";
        }
        return String.format(Locale.ROOT, "  (%.1f s, %,.0f records/s)", result.seconds(), result.recordsPerSecond());
    }

    private static void print(PrintWriter out, PipelineResult result, Disposition disposition, String word) {
        String codes = result.rejects().stream()
                .filter(count -> count.disposition() == disposition)
                .map(RunSummary::text)
                .collect(Collectors.joining(", "));
        if (!codes.isEmpty()) {
            out.println("  " + word + ": " + codes + "  -> " + result.rejectFile());
        }
    }

    private static String text(RejectCount count) {
        return count.code() + " " + (count.records() + count.children());
    }

    private static void print(PrintWriter out, CheckResult check) {
        String of = check.table().isEmpty() ? "" : " of " + check.table();
        String verdict = check.outcome() == Outcome.PASS ? "ok" : "FAILED";
        out.println(String.format(
                Locale.ROOT,
                "  verify %s%s: %s%s",
                check.check(),
                of,
                verdict,
                check.compared() == 0 ? "" : String.format(Locale.ROOT, ", %,d rows compared", check.compared())));
        if (check.outcome() == Outcome.PASS) {
            return;
        }
        check.findings().stream().limit(SHOWN).forEach(finding -> out.println("    " + text(finding)));
        if (check.findings().size() > SHOWN) {
            out.println("    ... and " + (check.findings().size() - SHOWN) + " more in the report");
        }
    }

    private static String text(Finding finding) {
        return finding.kind() + " " + finding.where() + (finding.detail().isEmpty() ? "" : ": " + finding.detail());
    }
}
