package dev.caravan.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.bench.BarnabeeData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One runner on a state; everybody else is told who it is, or works beside it. */
class LockIT {
    private static final int TRIES = 5;

    /** A second on a machine of one's own; a shared one may take longer for the start of a process alone. */
    private static final long AT_ONCE_MILLIS = 5_000;

    @TempDir
    private Path folder;

    private Journey journey;
    private Running runner;

    @BeforeEach
    void startASlowRunner() throws IOException {
        Path v1 = folder.resolve("v1");
        BarnabeeData.write(v1, 2_000, 400, 4);
        journey = new Journey(folder.resolve("journey"), v1).with("  memories:\n", "  memories:\n    throttle: 5\n");
        runner = Running.start(journey.caravan(), journey.run());
        assertThat(runner.until(journey::copies)).as(runner.said()).isTrue();
        journey.asShipped();
    }

    @AfterEach
    void endIt() {
        runner.close();
    }

    @Test
    void shouldRefuseASecondRunnerAtOnceAndNameTheFirst() {
        for (List<String> second : List.of(journey.run(), journey.verb("verify", "--repair"), journey.verb("replay"))) {
            long quickest = Long.MAX_VALUE;
            // On a busy machine one try may be slow for no fault of ours
            for (int i = 0; i < TRIES && quickest >= AT_ONCE_MILLIS; i++) {
                quickest = Math.min(quickest, refused(second));
            }
            assertThat(quickest).as("milliseconds until refused: " + second).isLessThan(AT_ONCE_MILLIS);
        }

        runner.kill();
        assertThat(journey.finish().end()).isZero();
        assertThat(journey.problems()).isEmpty();
    }

    @Test
    void shouldLeaveOtherVerbsToTheirWorkBesideTheRunner() {
        beside(0, "barnabeenet: running, run 1 since 20", journey.order("status"));
        beside(0, "barnabeenet: pause taken", journey.order("pause"));
        beside(0, "memories", journey.verb("plan"));
        beside(0, "waiting: paused by ", journey.order("status"));
        beside(0, "barnabeenet: resume taken", journey.order("resume"));
        beside(1, "the import stopped at record ", journey.verb("verify"));
        beside(0, "barnabeenet: abort taken", journey.order("abort"));

        assertThat(runner.end()).isEqualTo(1);
        assertThat(runner.errors())
                .startsWith("ABORTED barnabeenet: aborted by ")
                .hasLineCount(1);
        assertThat(journey.finish().end()).isZero();
        assertThat(journey.problems()).isEmpty();
    }

    @Test
    void shouldNotHinderTheNextRunWhenTheRunnerIsKilled() {
        runner.kill();

        Running next = journey.finish();

        assertThat(next.end()).as(next.said()).isZero();
        assertThat(journey.books("SELECT outcome, reason FROM runs ORDER BY id"))
                .extracting(row -> row.get("outcome") + " " + row.get("reason"))
                .containsExactly("INTERRUPTED its process ended without a word", "DONE ");
        assertThat(journey.problems()).isEmpty();
    }

    private long refused(List<String> second) {
        Running refused = Running.start(journey.caravan("second"), second);
        assertThat(refused.end()).as(refused.said()).isEqualTo(7);
        assertThat(refused.errors())
                .startsWith("STATE_LOCKED " + journey.state())
                .contains("'run barnabeenet' (pid " + runner.pid() + " on ", ", since 20")
                .hasLineCount(1);
        return refused.millis();
    }

    private void beside(int status, String said, List<String> words) {
        Running other = Running.start(journey.caravan("beside"), words);
        assertThat(other.end()).as(other.said()).isEqualTo(status);
        assertThat(other.said()).contains(said);
        assertThat(runner.isAlive()).as(runner.said()).isTrue();
    }
}
