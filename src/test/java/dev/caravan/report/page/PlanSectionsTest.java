package dev.caravan.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.report.PlanReport;
import dev.caravan.report.Reports;
import dev.caravan.report.RunReport;
import dev.caravan.repository.RunOutcome;
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

    @Test
    void shouldNameCommandsThatFitWhatFailed() throws IOException {
        JsonNode ssh = new ObjectMapper()
                .readTree("{\"step\":\"a/x\",\"kind\":\"ssh\",\"evidence\":{\"checklist\":["
                        + "{\"host\":\"a;b\",\"state\":\"failed\"},{\"host\":\"fine\",\"state\":\"done\"}]}}");
        JsonNode moves = new ObjectMapper().readTree("{\"step\":\"move/it's all\",\"kind\":\"pipeline\"}");
        JsonNode exec = new ObjectMapper()
                .readTree("{\"step\":\"a/x\",\"kind\":\"exec\",\"evidence\":{\"program\":\"/opt/my tool\"}}");

        assertThat(TroubleCommands.of("m", ssh))
                .containsExactly("ssh -v 'a;b' true", "./caravan rollback m --host 'a;b' --reason R");
        assertThat(TroubleCommands.of("m", moves))
                .containsExactly("./caravan replay m", "./caravan verify FILE --only 'it'\\''s all'");
        assertThat(TroubleCommands.of("m", exec)).containsExactly("command -v '/opt/my tool'");
    }

    @Test
    void shouldShowAHostALineAndNoTableWhereNothingWasJudged() throws IOException {
        RunReport some = Reports.report(RunOutcome.FAILED, "n");
        JsonNode ssh = new ObjectMapper()
                .readTree(
                        """
                        {"step":"a/hosts","kind":"ssh","state":"failed","attempt":1,"begun":"2026-03-01T02:00:00Z",
                         "ended":"2026-03-01T02:01:30Z","reason":"","facts":{},"evidence":{"done":1,"checklist":[
                          {"host":"hsb0","state":"failed","reason":"down","checks":[{"check":"pull","exit":0},{"check":"rebuild","exit":7}]}]}}
                        """);
        JsonNode attest =
                new ObjectMapper().readTree(GATE.replaceAll("(?s)\"criteria\":\\[.*?\\],", "\"criteria\":[],"));
        PlanReport plan =
                new PlanReport(List.of(attest), List.of(ssh), some.plan().traffic());

        String markdown = new MarkdownReport().text(with(some, plan));

        assertThat(markdown)
                .contains("hsb0: failed, down: pull, rebuild (exit 7)")
                .contains("- try: ssh -v hsb0 true")
                .doesNotContain("checklist", "| fact | value |");
        assertThat(new HtmlReport().text(with(some, plan)))
                .contains("rebuild (exit 7)")
                .doesNotContain(">passes<");
    }

    @Test
    void shouldKeepARecordOfSuccess() throws IOException {
        RunReport done = Reports.report(RunOutcome.DONE, "n");
        JsonNode check = new ObjectMapper()
                .readTree(
                        """
                        {"step":"watch/p95","kind":"check","state":"done","attempt":3,"begun":"2026-03-01T02:00:00Z",
                         "ended":"2026-03-01T02:01:30Z","reason":"","facts":{"value":0.32,"warning":"near"},"evidence":{}}
                        """);
        JsonNode gate = new ObjectMapper().readTree(GATE);
        PlanReport plan =
                new PlanReport(List.of(gate), List.of(check), done.plan().traffic());

        String markdown = new MarkdownReport().text(with(done, plan));

        assertThat(markdown)
                .contains("## Success record", "1 steps took 1 min 30 s", "10 records read", "watch/p95 | value 0.32")
                .contains("- go: ada as dba, 2026-03-01T02:00:00Z", "took 3 tries", "near", "was marginal: 0.96");
        assertThat(new HtmlReport().text(with(done, plan))).contains("<section id=\"success\">");
        assertThat(new MarkdownReport().text(report(GATE))).doesNotContain("Success record");
    }

    @Test
    void shouldShowWhatGoingBackCostsAndWhatAnswersDifferIn() throws IOException {
        RunReport some = Reports.report(RunOutcome.DONE, "n");
        JsonNode traffic = new ObjectMapper()
                .readTree(
                        """
                        {"shares": {"api": "25%"},
                         "returnSafety": {"seconds": 1.25, "unmeasured": ["a/flag"], "withoutUndo": ["a/drop"], "services": [
                          {"service": "api", "share": "25%", "found": "0%", "writes": "cohort", "onV2Alone": "rows on v2 alone: 7 of things"}]},
                         "returned": {"why": "slow", "trafficMillis": {"api": 12}, "steps": {"a/flag": 0.5}}}
                        """);
        JsonNode ab = new ObjectMapper()
                .readTree(
                        """
                        {"step":"shadow/side","kind":"ab","state":"done","reason":"","facts":{},"evidence":{"compared":9,"endpoints":[
                          {"endpoint":"GET /items/{id}","compared":9,"agreed":8,"failed":0,"differences":[
                            {"path":".price","requests":1,"records":["7"],"examples":[{"v1":"number","v2":"text, 3"}]}]}]}}
                        """);
        PlanReport plan = new PlanReport(List.of(), List.of(ab), traffic);

        String markdown = new MarkdownReport().text(with(some, plan));

        assertThat(markdown)
                .contains("## Traffic", "- api: 25%", "return: about 1.25 s, and what was never measured: a/flag")
                .contains("rows on v2 alone: 7 of things", "nothing takes back: a/drop")
                .contains("went back because: slow; api took 12 ms; a/flag took 0.5 s")
                .contains("GET /items/{id} | 9 | 8 | .price | 1 | number | text, 3 |");
        assertThat(new HtmlReport().text(with(some, plan)))
                .contains("<section id=\"traffic\">", ".price", "about 1.25 s")
                .doesNotContain("&quot;endpoint&quot;");
    }

    private static RunReport with(RunReport some, PlanReport plan) {
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

    private static RunReport report(String gate) throws IOException {
        RunReport some = Reports.naming("n");
        JsonNode one = new ObjectMapper().readTree(gate);
        PlanReport plan =
                new PlanReport(List.of(one), some.plan().steps(), some.plan().traffic());
        return with(some, plan);
    }
}
