package dev.caravan.report.page;

import dev.caravan.model.Finding;
import dev.caravan.report.RunReport;
import dev.caravan.report.VerificationReport;
import java.util.List;
import java.util.Optional;

/** What the comparison of both sides found. */
final class VerificationSection implements Section {
    private static final int SHOWN = 20;

    @Override
    public String name() {
        return "verification";
    }

    @Override
    public Optional<View> view(RunReport report) {
        if (report.verification().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new View(
                report.verification().stream().map(VerificationSection::row).toList(),
                report.verification().stream()
                        .map(VerificationSection::findings)
                        .filter(findings -> !findings.all().isEmpty())
                        .toList()));
    }

    private static Row row(VerificationReport check) {
        return new Row(
                check.pipeline(),
                check.title(),
                check.passed() ? "passed" : "FAILED",
                check.passed() ? Tone.GOOD : Tone.BAD,
                check.compared() == 0 ? "" : Figures.number(check.compared()),
                Figures.number(check.missing()),
                Figures.number(check.extra()),
                Figures.number(check.different()),
                Figures.number(check.duplicates()),
                Figures.duration(check.time()));
    }

    /** A sample that is in order has nothing to tell on a page; the JSON report has it. */
    private static Findings findings(VerificationReport check) {
        List<Finding> telling = check.findings().stream()
                .filter(finding -> !finding.kind().equals("sample"))
                .toList();
        int more = check.more() + Math.max(0, telling.size() - SHOWN);
        return new Findings(
                check.pipeline(),
                check.title(),
                telling.stream().limit(SHOWN).toList(),
                more == 0 ? "" : Figures.number(more));
    }

    record Row(
            String pipeline,
            String check,
            String outcome,
            Tone tone,
            String compared,
            String missing,
            String extra,
            String different,
            String duplicates,
            String time) {}

    record Findings(String pipeline, String check, List<Finding> all, String more) {}

    record View(List<Row> rows, List<Findings> findings) {}
}
