package dev.caravan.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.report.PlanReport;
import dev.caravan.report.Reports;
import dev.caravan.report.RunReport;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person who was not there reads of gates, and of what went wrong. */
final class PlanSectionsTest {
    private static final String GATE =
            """
            {"gate":"go","step":"decide/go","state":"done","verdict":"marginal","reason":"","digest":"d",
             "criteria":[{"fact":".m.verify.rows | . * 1","value":0.96,"pass":"> 0.99","marginal":">= 0.95","verdict":"marginal"}],
             "signOffs":[{"role":"dba","who":"ada","verdict":"approve","at":"2026-03-01T02:00:00Z","proved":true,"reason":"seen"}]}
            """;

    @Test
    void shouldShowGatesAndWhoSigned() throws IOException {
        String markdown = new MarkdownReport().text(report(GATE));

        assertThat(markdown)
                .contains("## Gates", "### go: open", "| 0.96 | ", "marginal |")
                .contains("- ada (dba): approve, 2026-03-01T02:00:00Z, proved by key: seen");
        assertThat(new HtmlReport().text(report(GATE))).contains("<section id=\"gates\">", "proved by key");
    }

    @Test
    void shouldSayWhatToDoAfterAFailure() throws IOException {
        assertThat(new HtmlReport().text(report(GATE)))
                .contains("What went wrong, and what to do", "Most of the time: ", "./caravan status");
    }

    private static RunReport report(String gate) throws IOException {
        RunReport some = Reports.naming("n");
        JsonNode one = new ObjectMapper().readTree(gate);
        PlanReport plan =
                new PlanReport(List.of(one), some.plan().steps(), some.plan().traffic());
        return new RunReport(
                some.heading(),
                some.pipelines(),
                some.verification(),
                plan,
                some.contradictions(),
                some.earlier(),
                some.journal(),
                some.environment());
    }
}
