package dev.caravan.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.report.PlanReport;
import dev.caravan.report.Reports;
import dev.caravan.report.RunReport;
import dev.caravan.repository.RunOutcome;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                .contains("- ada (dba): approve, 2026-03-01 02:00:00 UTC, proved by key: seen");
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sql   | relation "a" is not there | ./caravan plan FILE
                    edit  | /srv/a/.env: the text 'x' of http://h/p is not in /srv/a/.env | ls -ld /srv/a/.env; ./caravan plan FILE
                    drill | no undo   | ./caravan plan FILE; ./caravan status 'm 1'
                    ramp  | p99 is 2s | ./caravan status 'm 1'; ./caravan shift 'm 1' 0 --reason R; ss -ltnp
                    shift | no answer | ./caravan status 'm 1'; ./caravan shift 'm 1' 0 --reason R; ss -ltnp
                    route | no route  | ls -l routes; ./caravan run FILE -v
                    """)
    void shouldSayWhatToTryForEveryKind(String kind, String reason, String commands) {
        JsonNode step = new ObjectMapper()
                .createObjectNode()
                .put("step", "p/x")
                .put("kind", kind)
                .put("reason", reason);

        assertThat(TroubleCommands.of("m 1", step)).containsExactly(commands.split("; "));
    }

    @Test
    void shouldSayWhatBeganTheWayBackAndWhatARunDoesAfterIt() throws IOException {
        RunReport back = Reports.report(RunOutcome.ROLLED_BACK, "n");
        JsonNode check = new ObjectMapper()
                .readTree(
                        """
                        {"step":"switch/looked at","kind":"check","state":"left","attempt":1,"begun":"2026-03-01T02:00:00Z",
                         "ended":"2026-03-01T02:01:30Z","reason":"failed: status 500; nothing takes a step 'check' back","facts":{},
                         "evidence":{}}
                        """);
        JsonNode fine = ((ObjectNode) check.deepCopy())
                .put("step", "switch/fine")
                .put("reason", "nothing takes a step 'check' back");
        PlanReport plan =
                new PlanReport(List.of(), List.of(check, fine), back.plan().traffic());

        String markdown = new MarkdownReport().text(with(back, plan));

        assertThat(markdown)
                .contains("### switch/looked at: failed", "status 500", "run begins anew, with every step")
                .doesNotContain("### switch/fine", "run goes on at this step");
        assertThat(new HtmlReport().text(with(back, plan))).contains("0 of 2", "begins anew");
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
                .contains("hsb0: failed, down: pull; rebuild (exit 7)")
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
                         "ended":"2026-03-01T02:01:30Z","reason":"","facts":{"value":0.32,"warning":"near"},"evidence":{"value":0.32,"must":"< 500ms"}}
                        """);
        JsonNode gate = new ObjectMapper().readTree(GATE);
        JsonNode passage = new ObjectMapper()
                .readTree("{\"downtime\":{\"seconds\":12.5,\"spans\":[{\"from\":\"s/stop\",\"to\":\"s/up\"}]}}");
        PlanReport plan =
                new PlanReport(List.of(gate), List.of(check), done.plan().traffic(), passage);

        String markdown = new MarkdownReport().text(with(done, plan));

        assertThat(markdown)
                .contains("Callers were not served for 12.5 s (s/stop to s/up).")
                .contains("## Success record", "1 steps took 1 min 30 s", "10 records read", "watch/p95 | 0.320 s | ")
                .contains("- go: ada as dba, 2026-03-01 02:00:00 UTC", "took 3 tries", "near", "was marginal: 0.96");
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

    /** Phase by phase: when, how long, what it did, and what taking it back left. */
    @Test
    void shouldTellWhatAStepDidAndHowItWasTakenBack() throws IOException {
        String undone =
                """
                {"step":"switch/proxy","kind":"exec","state":"undone","attempt":2,"begun":"2026-03-01T02:00:00Z",
                 "ended":"2026-03-01T03:00:01Z","reason":"","facts":{},"evidence":{"output":"as it was"},
                 "did":{"ended":"2026-03-01T02:00:03Z","evidence":{"output":"moved\\nall of it","exit":0}},
                 "back":{"begun":"2026-03-01T03:00:00Z","ended":"2026-03-01T03:00:01Z"}}
                """;
        String left =
                """
                {"step":"switch/answers","kind":"observe","state":"left","attempt":1,"begun":"2026-03-01T02:00:03Z",
                 "ended":"2026-03-01T02:00:09Z","reason":"nothing takes a step 'observe' back","facts":{},
                 "evidence":{"chart":"▁█×","looks":3,"missed":1,"p50":0.25,"p95":0.5,"max":0.5,"measures":"seconds"}}
                """;
        ObjectMapper json = new ObjectMapper();
        JsonNode passage = json.readTree("{\"started\":\"2026-02-27T02:00:00Z\",\"ahead\":[\"after/watch\"],"
                + "\"notNeeded\":[\"remedies/restart\"]}");
        RunReport some = Reports.report(RunOutcome.ROLLED_BACK, "n");
        PlanReport plan = new PlanReport(
                List.of(),
                List.of(json.readTree(undone), json.readTree(left)),
                some.plan().traffic(),
                passage);

        String markdown = new MarkdownReport().text(with(some, plan));
        String html = new HtmlReport().text(with(some, plan));

        assertThat(markdown)
                .contains("### switch: taken back, begun 2026-03-01 02:00:00 UTC, took 9.0 s")
                .contains("| proxy | exec | undone | 02:00:00 | 3.0 s | took 2 tries; ")
                .contains("taken back 2026-03-01 03:00:00 UTC, in 1.0 s; output: as it was")
                .contains("3 looks, 1 missed; half of them within 0.250 s, 95 % within 0.500 s, the slowest 0.500 s")
                .contains("Not begun: after/watch", "steps taken back | 1 of 3 |")
                .contains("Not needed, as no step asked for them: remedies/restart")
                .doesNotContain("nothing takes a step");
        assertThat(html)
                .contains("Not needed, as no step asked for them: <bdi>remedies/restart</bdi>")
                .contains("<summary>output</summary>", "<bdi>moved</bdi>")
                .contains("height=\"1\" class=\"moved\"", "height=\"8\" class=\"rejected\"");
    }

    @Test
    void shouldTellWhatHappenedInOrder() throws IOException {
        String events =
                """
                {"events":[{"at":"2026-03-01T02:00:00Z","who":"ann","what":"run start","step":"","why":"","run":"1"},
                 {"at":"2026-03-01T02:00:01Z","who":"ann","what":"step begins","step":"a/one","why":""},
                 {"at":"2026-03-01T02:00:02Z","who":"ann","what":"step is done","step":"a/one","why":""},
                 {"at":"2026-03-01T02:00:03Z","who":"ann","what":"step is done","step":"a/two","why":""},
                 {"at":"2026-03-01T02:00:04Z","who":"bob","what":"run start","step":"","why":"","run":"2"},
                 {"at":"2026-03-01T02:00:04Z","who":"ann","what":"step is done","step":"b/three","why":""},
                 {"at":"2026-03-01T02:00:05Z","who":"eve","what":"approve go as dba","step":"","why":"seen"},
                 {"at":"2026-03-01T02:00:06Z","who":"caravan","what":"refuse approve go as dba","step":"","why":"not eve's"}]}
                """;
        RunReport some = Reports.report(RunOutcome.DONE, "n");
        PlanReport plan = new PlanReport(
                List.of(), some.plan().steps(), some.plan().traffic(), new ObjectMapper().readTree(events));

        String markdown = new MarkdownReport().text(with(some, plan));

        assertThat(markdown)
                .containsSubsequence(
                        "## What happened",
                        "| 2026-03-01 02:00:00 UTC | ann | run start, run 1 |",
                        "| 2026-03-01 02:00:03 UTC | ann | a, 2 steps are done: one to two |",
                        "run 1 had ended without a word",
                        "| bob | run start, run 2 |",
                        "b/three is done",
                        "| eve | approve go as dba | seen |",
                        "| caravan | refuse approve go as dba | not eve's |")
                .doesNotContain("a/one begins");
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
