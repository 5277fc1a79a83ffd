package dev.caravan.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Counts;
import dev.caravan.model.Finding;
import dev.caravan.report.Heading;
import dev.caravan.report.PipelineReport;
import dev.caravan.report.RejectsReport;
import dev.caravan.report.RunReport;
import dev.caravan.report.VerificationReport;
import dev.caravan.repository.PipelineState;
import dev.caravan.run.ReturnSafety;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What came of a run, for people at a terminal. Safe for use by several threads. */
public final class TextReport {
    private static final int SHOWN = 10;

    /** What stands at the end of a run. */
    public String summary(RunReport report) {
        StringBuilder text = new StringBuilder();
        for (PipelineReport pipeline : report.pipelines()) {
            if (pipeline.state() != PipelineState.PLANNED) {
                pipeline(text, pipeline);
                report.verification().stream()
                        .filter(check -> check.pipeline().equals(pipeline.name()))
                        .forEach(check -> check(text, check));
            }
        }
        report.contradictions().forEach(one -> line(text, "contradiction: " + one));
        line(text, report.heading().migration() + ": " + report.heading().standing());
        return text.toString();
    }

    /** The same for whoever was not there: what was run, when, and why it ended. */
    public String text(RunReport report) {
        Heading heading = report.heading();
        StringBuilder text = new StringBuilder();
        line(text, heading.migration() + ", run " + heading.run() + " (" + heading.verb() + ")");
        line(text, "started " + Figures.time(heading.started()) + ended(heading));
        report.plan()
                .steps()
                .forEach(step -> line(
                        text,
                        "step " + step.path("step").asText() + ": "
                                + step.path("state").asText()));
        JsonNode safety = report.plan().traffic().path("returnSafety");
        if (safety.isObject()) {
            ReturnSafety.lines(safety).forEach(one -> line(text, one));
        }
        ReturnSafety.deadlines(report.plan().traffic().path("returned")).forEach(one -> line(text, one));
        text.append(summary(report));
        heading.reason().lines().forEach(reason -> line(text, "  " + reason));
        return text.toString();
    }

    private static String ended(Heading heading) {
        return heading.ended() == null
                ? ", not ended"
                : ", ended " + Figures.time(heading.ended()) + ", after " + Figures.duration(heading.took());
    }

    private static void pipeline(StringBuilder text, PipelineReport pipeline) {
        line(text, pipeline.name() + ": " + counts("read", pipeline.counts()) + speed(pipeline.work()));
        pipeline.children().forEach((table, children) -> line(text, "  " + table + ": " + counts("rows", children)));
        RejectsReport rejects = pipeline.rejects();
        codes(text, "rejected", rejects.rejected(), rejects.file());
        codes(text, "kept as they were", rejects.kept(), rejects.file());
    }

    private static String counts(String what, Counts counts) {
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

    private static String speed(PipelineReport.Work work) {
        if (work.time().isZero()) {
            return "";
        }
        return String.format(
                Locale.ROOT, "  (%.1f s, %,.0f records/s)", work.time().toNanos() / 1e9, work.recordsPerSecond());
    }

    private static void codes(StringBuilder text, String word, Map<String, Long> counts, String file) {
        if (!counts.isEmpty()) {
            String all = counts.entrySet().stream()
                    .map(count -> count.getKey() + " " + count.getValue())
                    .collect(Collectors.joining(", "));
            line(text, "  " + word + ": " + all + "  -> " + file);
        }
    }

    private static void check(StringBuilder text, VerificationReport check) {
        String compared =
                check.compared() == 0 ? "" : String.format(Locale.ROOT, ", %,d rows compared", check.compared());
        line(text, "  verify " + check.title() + ": " + (check.passed() ? "ok" : "FAILED") + compared);
        if (check.passed()) {
            return;
        }
        check.findings().stream().limit(SHOWN).forEach(finding -> line(text, "    " + text(finding)));
        int more = check.more() + Math.max(0, check.findings().size() - SHOWN);
        if (more > 0) {
            line(
                    text,
                    "    ... and " + more + " more; the report names the first "
                            + check.findings().size());
        }
    }

    private static String text(Finding finding) {
        return finding.kind() + " " + finding.where() + (finding.detail().isEmpty() ? "" : ": " + finding.detail());
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append(System.lineSeparator());
    }
}
