package dev.caravan.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Counts;
import dev.caravan.repository.RunOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JsonReportTest {
    private final JsonReport json = new JsonReport();
    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void shouldWriteThePublishedNames() throws IOException {
        String text = json.text(Reports.naming("n"));

        JsonNode expected = mapper.readTree(
                """
                {"migration":"orders","run":"17","verb":"n","outcome":"no-go","reason":"n",
                 "started":"2026-03-01T02:00:00Z","ended":"2026-03-01T02:01:01Z","now":"2026-02-01T00:00:00.000001Z",
                 "description":"n","file":"0123abcd","settings":{"key n":"n"},
                 "pipelines":[{"name":"n","read":10,"imported":4,"filtered":3,"rejected":2,"skipped":1,
                   "seconds":1.5,"recordsPerSecond":3.3,"readNow":5,
                   "children":{"n":{"read":3,"imported":1,"filtered":0,"rejected":2,"skipped":0}},
                   "rejects":{"bad_type":3,"code n":1},"kept":{"kept_existing":1},
                   "state":"no-go","from":"files 'n'","into":"sqlite 'n'","rejectFile":"n",
                   "rejectSamples":[{"code":"bad_type","stage":"n","key":"n","source":"n","child":"n","reason":"n","shape":"n"}],
                   "stages":{"export":0.25,"import":1.125},
                   "phases":[{"phase":"copying","began":0.5,"ended":2.0},{"phase":"verifying","began":2.0,"ended":3.25}],
                   "moved":{"step":0.05,"counts":[0,3,2]},"compared":{"step":0.1,"counts":[0,7]},
                   "waits":[{"why":"n","seconds":0.375}]}],
                 "verification":[
                   {"pipeline":"n","check":"rows","table":"n","outcome":"pass","compared":10,"missing":1,"extra":2,"different":3,
                    "duplicates":4,"seconds":1.235,"findings":[{"kind":"sample","where":"n","detail":"n"}],"moreFindings":0},
                   {"pipeline":"n","check":"rows","table":"n","outcome":"fail","compared":10,"missing":1,"extra":2,"different":3,
                    "duplicates":4,"seconds":1.235,"findings":[{"kind":"missing","where":"n","detail":"n"}],"moreFindings":4}],
                 "gates":[],"steps":[{"step":"p/n","kind":"n","state":"failed","attempt":1,"begun":"2026-03-01T02:00:00Z",
                   "ended":"2026-03-01T02:00:02Z","reason":"n","facts":{},"evidence":{"fact n":"n","all":[1]}}],
                 "traffic":{},"contradictions":["n"],
                 "earlier":[
                   {"run":"16","verb":"n","started":"2026-03-01T01:59:00Z","ended":"2026-03-01T02:00:00Z","outcome":"failed","reason":"n"},
                   {"run":"15","verb":"run","started":"2026-03-01T01:58:30Z","ended":null,"outcome":"running","reason":""}],
                 "journal":{"entries":3,"head":"abc"},
                 "environment":{"host":"n","system":"n","java":"n","processors":2,
                   "memory":{"heapLimit":100,"heapPeak":50,"residentPeak":-1},"versions":{"library n":"n"}}}
                """);
        assertThat(mapper.readTree(text)).isEqualTo(mapper.readTree(expected.toString()));
        assertThat(text).endsWith("}\n");
    }

    @ParameterizedTest
    @EnumSource(RunOutcome.class)
    void shouldReadBackWhatItWrote(RunOutcome outcome) {
        RunReport report = Reports.report(outcome, "näme \"\\ \u202e\n");

        assertThat(new ReportReader().read(json.tree(report))).isEqualTo(report);
    }

    @Test
    void shouldReadBackARunThatGoesOn() {
        RunReport report = Reports.report(null, "n");

        assertThat(json.tree(report).get("outcome").asText()).isEqualTo("running");
        assertThat(new ReportReader().read(json.tree(report))).isEqualTo(report);
    }

    @Test
    void shouldReadWhatTheFirstVersionWrote() throws IOException {
        JsonNode old = mapper.readTree(
                """
                {"migration":"orders","run":"2","outcome":"done","reason":"","started":"2026-03-01T02:00:00Z",
                 "ended":"2026-03-01T02:01:00Z","now":null,
                 "pipelines":[{"name":"turns","read":10,"imported":4,"filtered":3,"rejected":2,"skipped":1,"seconds":1.5,
                   "recordsPerSecond":3.3,"readNow":5,"children":{},"rejects":{"bad_type":2},"kept":{}}],
                 "verification":[],"gates":[],"steps":[],"traffic":{},"contradictions":[],
                 "journal":{"entries":3,"head":"abc"},"environment":{"host":"h","memory":{}}}
                """);

        RunReport report = new ReportReader().read(old);

        assertThat(report.heading().outcome()).isEqualTo(RunOutcome.DONE);
        assertThat(report.pipelines().get(0).counts()).isEqualTo(new Counts(10, 4, 3, 2, 1));
        assertThat(report.pipelines().get(0).rejects().rejected()).isEqualTo(Map.of("bad_type", 2L));
        assertThat(report.pipelines().get(0).work().pace().spans()).isEmpty();
        assertThat(report.heading().settings()).isEmpty();
        assertThat(report.environment().host()).isEqualTo("h");
    }

    @Test
    void shouldKeepTheOrderOfStagesWhereTheStateSortsKeys() throws IOException {
        ObjectNode tree = json.tree(Reports.naming("n"));
        ObjectNode stages =
                (ObjectNode) mapper.readTree("{\"export\":1,\"import\":2,\"transform\":3,\"validate\":4,\"verify\":5}");
        ((ObjectNode) tree.get("pipelines").get(0)).set("stages", stages);

        PipelineReport.Work work =
                new ReportReader().read(tree).pipelines().get(0).work();

        assertThat(work.stages().keySet()).containsExactly("export", "transform", "validate", "import", "verify");
    }

    @Test
    void shouldNotDivideByNoTime() {
        assertThat(new PipelineReport.Work(7, Duration.ZERO, Map.of(), dev.caravan.run.Pace.NONE).recordsPerSecond())
                .isZero();
    }

    @Test
    void shouldDescribeThisProcess() {
        Environment here = Environment.ofThisProcess(Map.of("caravan", "1"));

        assertThat(here.processors()).isPositive();
        assertThat(here.heapPeak()).isBetween(1_000_000L, here.heapLimit());
        assertThat(here.residentPeak()).isGreaterThan(here.heapPeak() / 2);
        assertThat(here.java()).contains(System.getProperty("java.runtime.version"));
        assertThat(here.host()).isNotBlank();
    }
}
