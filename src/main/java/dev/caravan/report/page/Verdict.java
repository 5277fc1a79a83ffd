package dev.caravan.report.page;

import dev.caravan.model.Counts;
import dev.caravan.report.PipelineReport;
import dev.caravan.report.RunReport;
import dev.caravan.report.VerificationReport;
import dev.caravan.repository.RunOutcome;
import java.util.ArrayList;
import java.util.List;

/** What came of a run, in sentences for a person who was not there. */
final class Verdict {
    private final RunReport report;

    Verdict(RunReport report) {
        this.report = report;
    }

    /** How it ended, what became of the records, what verification found: a sentence each. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        sentences.add(ending(report.heading().outcome()));
        Counts counts = counts();
        if (counts.read() > 0) {
            sentences.add(records(counts));
        }
        if (!report.pipelines().isEmpty() || report.plan().steps().isEmpty()) {
            sentences.add(verification());
        }
        return sentences;
    }

    /** All records of all pipelines. */
    Counts counts() {
        return report.pipelines().stream().map(PipelineReport::counts).reduce(Counts.ZERO, Counts::plus);
    }

    /** How many rows were compared with the source, one by one. */
    long compared() {
        return report.verification().stream()
                .filter(check -> check.check().equals("rows"))
                .mapToLong(VerificationReport::compared)
                .sum();
    }

    private static String ending(RunOutcome outcome) {
        if (outcome == null) {
            return "The run has not ended: these are the figures it posted last.";
        }
        return switch (outcome) {
            case DONE -> "All that was asked for is done.";
            case DRY_RUN -> "A dry run: all of it but the writes. Nothing was changed.";
            case NO_GO -> "NO-GO: the new side is not to be relied on before the cause below is mended.";
            case FAILED -> "The run was stopped before its end; the same run, started again, goes on where it stopped.";
            case INTERRUPTED ->
                "The run's process ended without a word, as by a kill or a power cut; the same run, started again, goes"
                        + " on where it stopped. These are the figures it posted last.";
            case WAITING -> "The run waits for a decision.";
            case ROLLED_BACK -> "What was done was taken back.";
        };
    }

    private String records(Counts counts) {
        boolean dry = report.heading().outcome() == RunOutcome.DRY_RUN;
        StringBuilder text = new StringBuilder("Of " + Figures.number(counts.read()) + " records read, "
                + Figures.number(counts.imported()) + (dry ? " would be imported" : " were imported"));
        part(text, counts.skipped(), " were there already");
        part(text, counts.filtered(), " were left out by the mapping");
        part(text, counts.rejected(), dry ? " would be rejected" : " were rejected");
        return text.append('.').toString();
    }

    private static void part(StringBuilder text, long count, String words) {
        if (count > 0) {
            text.append(", ").append(Figures.number(count)).append(words);
        }
    }

    private String verification() {
        List<VerificationReport> checks = report.verification();
        if (checks.isEmpty()) {
            return "Nothing was verified.";
        }
        long failed = checks.stream().filter(check -> !check.passed()).count();
        if (failed > 0) {
            return Figures.number(failed) + " of " + checks.size() + " checks of both sides failed.";
        }
        return "Both sides were compared, " + Figures.number(compared()) + " rows one by one: no difference was found.";
    }
}
