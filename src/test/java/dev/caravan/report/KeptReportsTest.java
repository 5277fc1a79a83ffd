package dev.caravan.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Counts;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.Holder;
import dev.caravan.repository.PipelineProgress;
import dev.caravan.repository.PipelineState;
import dev.caravan.repository.RunOutcome;
import dev.caravan.repository.Sleeper;
import dev.caravan.run.RunState;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptReportsTest {
    /** No process has it: the kernel's own limit is lower. */
    private static final long NOBODY = (1L << 22) + 1;

    @TempDir
    private Path folder;

    private RunState state;
    private KeptReports reports;

    @BeforeEach
    void open() {
        state = RunState.open(folder, Clock.systemUTC(), Sleeper.real());
        reports = new KeptReports(state);
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    void shouldAnswerWhatWasKept() {
        long first = start("orders", ProcessHandle.current().pid());
        long second = start("orders", ProcessHandle.current().pid());
        RunReport one = Reports.report(RunOutcome.DONE, "one");
        RunReport two = Reports.report(RunOutcome.FAILED, "two");
        keep(first, one);
        keep(second, two);

        assertThat(reports.latest("orders")).isEqualTo(two);
        assertThat(reports.find("orders", first)).isEqualTo(one);
    }

    @Test
    void shouldTellOfARunThatWasKilledWhatItPostedLast() {
        long before = start("orders", ProcessHandle.current().pid());
        state.runs().end(before, RunOutcome.FAILED, "disk full");
        long killed = start("orders", NOBODY);
        Counts counts = new Counts(10, 4, 3, 2, 1);
        state.board().post(killed, List.of(progress(counts)));

        RunReport report = reports.latest("orders");

        assertThat(report.heading().outcome()).isEqualTo(RunOutcome.INTERRUPTED);
        assertThat(report.heading().run()).isEqualTo(String.valueOf(killed));
        assertThat(report.pipelines().get(0).counts()).isEqualTo(counts);
        assertThat(report.pipelines().get(0).state()).isEqualTo(PipelineState.COPYING);
        assertThat(report.earlier())
                .extracting("run", "reason")
                .containsExactly(org.assertj.core.groups.Tuple.tuple(String.valueOf(before), "disk full"));
    }

    @Test
    void shouldTellOfARunThatGoesOn() {
        start("orders", ProcessHandle.current().pid());

        assertThat(reports.latest("orders").heading().standing()).isEqualTo("running");
    }

    @Test
    void shouldSayWhatIsKnown() {
        assertUnknown("orders", 1, "nothing was run yet");
        long orders = start("orders", 1);
        long others = start("others", 1);

        assertUnknown("oders", 1, "known are orders, others");
        assertUnknown("orders", others, "its youngest are " + orders);
        assertThatThrownBy(() -> reports.latest("oders")).hasMessageContaining("known are orders, others");
    }

    private void assertUnknown(String migration, long run, String message) {
        assertThatThrownBy(() -> reports.find(migration, run))
                .isInstanceOfSatisfying(
                        CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
                .hasMessageContaining(message);
    }

    private long start(String migration, long pid) {
        Holder holder = new Holder(
                pid, Holder.thisHost(), "run", migration, Clock.systemUTC().instant());
        return state.runs().start(holder, "digest", true, JsonNodeFactory.instance.objectNode());
    }

    private void keep(long run, RunReport report) {
        state.runs().end(run, report.heading().outcome(), "");
        state.runs().learn(run, ReportKeeper.FACT, new JsonReport().tree(report));
    }

    private static PipelineProgress progress(Counts counts) {
        return new PipelineProgress("turns", PipelineState.COPYING, "", counts, Map.of(), 20, 1, 0, 5.0);
    }
}
