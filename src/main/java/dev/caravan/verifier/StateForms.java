package dev.caravan.verifier;

import dev.caravan.model.Finding;
import java.util.Map;
import java.util.stream.Collectors;

/** How findings and results stand in a kept position. */
final class StateForms {
    private StateForms() {}

    static void write(StateOutput out, Finding finding) {
        out.text(finding.kind());
        out.text(finding.where());
        out.text(finding.detail());
    }

    static Finding readFinding(StateInput in) {
        return new Finding(in.text(), in.text(), in.text());
    }

    static void write(StateOutput out, CheckResult result) {
        out.text(result.pipeline());
        out.text(result.check());
        out.text(result.table());
        out.flag(result.outcome() == Outcome.PASS);
        out.number(result.compared());
        out.number(result.missing());
        out.number(result.extra());
        out.number(result.different());
        out.number(result.duplicates());
        out.number(Double.doubleToLongBits(result.seconds()));
        out.list(result.findings(), finding -> write(out, finding));
        out.list(result.figures().entrySet(), figure -> {
            out.text(figure.getKey());
            out.number(Double.doubleToLongBits(figure.getValue()));
        });
    }

    static CheckResult readResult(StateInput in) {
        return new CheckResult(
                in.text(),
                in.text(),
                in.text(),
                in.flag() ? Outcome.PASS : Outcome.FAIL,
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                Double.longBitsToDouble(in.number()),
                in.list(() -> readFinding(in)),
                in.list(() -> Map.entry(in.text(), Double.longBitsToDouble(in.number()))).stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
