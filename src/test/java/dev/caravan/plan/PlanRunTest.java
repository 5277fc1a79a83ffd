package dev.caravan.plan;

import static dev.caravan.plan.Passing.done;
import static dev.caravan.plan.Passing.failed;
import static dev.caravan.plan.Passing.step;
import static dev.caravan.plan.Passing.waits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.JournalEntry;
import dev.caravan.repository.RunOutcome;
import dev.caravan.repository.StepRow;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepCalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlanRunTest {
    @TempDir
    private Path folder;

    private Passing passing;

    @BeforeEach
    void open() {
        passing = new Passing(folder);
    }

    @AfterEach
    void close() {
        passing.close();
    }

    @Test
    void shouldCarryOutEveryStepInOrderAndWriteItDownBeforeAndAfter() {
        passing.phase("one", step("one", "a", "exec"), step("one", "b", "edit")).phase("two", step("two", "c", "exec"));

        boolean ended = passing.run().advance(passing::answer);

        assertThat(ended).isTrue();
        assertThat(passing.calls).containsExactly("advance a", "advance b", "advance c");
        assertThat(notes())
                .containsExactly(
                        "step begins one/a",
                        "step is done one/a",
                        "step begins one/b",
                        "step is done one/b",
                        "step begins two/c",
                        "step is done two/c");
        assertThat(passing.passages.latest("m").orElseThrow().outcome()).isEqualTo(RunOutcome.DONE);
    }

    private void rampThenGate(String options) {
        passing.phase("one", step("one", "a", "ramp", options))
                .phase("fix", step("fix", "f", "exec"))
                .phase("two", step("two", "b", "gate"));
    }

    @Test
    void shouldCarryOutARemedyOnlyWhereItIsAskedForAndTryOnceMore() {
        rampThenGate("{\"remedy\":\"fix\"}");
        passing.script("a", failed("v2 is bad"));

        assertThat(passing.run().advance(passing::answer)).isTrue();

        assertThat(passing.calls).containsExactly("advance a", "advance f", "advance a", "advance b");
        assertThat(notes()).contains("step asks for a remedy one/a", "step begins fix/f");
    }

    @Test
    void shouldNotTryARemedyForWhatAPersonHasEnded() {
        rampThenGate("{\"remedy\":\"fix\"}");
        passing.script(
                "a", call -> new StepResult.Failed(ErrorCode.STEP_FAILED, "aborted", Passing.json("{\"by\":\"ada\"}")));

        assertThatThrownBy(() -> passing.run().advance(passing::answer)).hasMessageContaining("aborted");

        assertThat(passing.calls).containsExactly("advance a");
    }

    @Test
    void shouldLeaveARemedyOutThatNobodyAsksFor() {
        rampThenGate("{\"remedy\":\"fix\"}");

        assertThat(passing.run().advance(passing::answer)).isTrue();

        assertThat(passing.calls).containsExactly("advance a", "advance b");
    }

    @Test
    void shouldGoBackWhereTheRemedyDidNotHelp() {
        rampThenGate("{\"remedy\":\"fix\",\"rollback\":true}");
        passing.script("a", failed("v2 is bad"), failed("v2 is bad"));

        assertThatThrownBy(() -> passing.run().advance(passing::answer)).hasMessageContaining("v2 is bad");

        assertThat(passing.calls).containsExactly("advance a", "advance f", "advance a", "undo a");
    }

    @Test
    void shouldTryTheRemedyForAStepThatGoesBadAfterItWasDone() {
        rampThenGate("{\"remedy\":\"fix\",\"rollback\":true}");
        passing.script("b", waits(60, "a person"));
        PlanRun run = passing.run();
        run.advance(passing::answer);

        run.fail(passing.steps().get(0), "v2 is bad");
        run.advance(passing::answer);

        assertThat(passing.calls).containsExactly("advance a", "advance b", "advance f", "advance a");
        run.fail(passing.steps().get(0), "v2 is bad again");
        assertThatThrownBy(() -> run.advance(passing::answer)).hasMessageContaining("v2 is bad again");
    }

    @Test
    void shouldStopForAStepThatGoesBadAfterItWasDoneAndBeginItAgain() {
        rampThenGate("{}");
        passing.script("b", waits(60, "a person"));
        PlanRun run = passing.run();
        run.advance(passing::answer);

        assertThatThrownBy(() -> run.fail(passing.steps().get(0), "v2 is bad")).hasMessageContaining("v2 is bad");
        passing.run().advance(passing::answer);

        assertThat(passing.calls).startsWith("advance a", "advance f", "advance b", "advance a");
    }

    @Test
    void shouldSayWhereWhatFailedIs() {
        passing.phase("p", step("p", "a", "edit"));
        CaravanException unread =
                new CaravanException(ErrorCode.IO_FAILED, "/srv/app/.env", "it cannot be read; look at its owner");

        assertThatThrownBy(() -> passing.run().advance(call -> CompletableFuture.failedFuture(unread)))
                .hasMessageContaining("owner");

        assertThat(passing.passages
                        .steps(passing.passages.latest("m").orElseThrow())
                        .get(0)
                        .reason())
                .isEqualTo("/srv/app/.env: it cannot be read; look at its owner");
    }

    @Test
    void shouldGiveLaterStepsTheFactsOfEarlierOnes() {
        List<String> seen = new ArrayList<>();
        passing.phase("p", step("p", "a", "exec"), step("p", "b", "exec"))
                .script("a", done("{\"rows\":7}"))
                .script("b", call -> {
                    seen.add(call.facts().path("a").toString());
                    return StepResult.done();
                });

        passing.run().advance(passing::answer);

        assertThat(seen).containsExactly("{\"rows\":7,\"state\":\"done\"}");
    }

    @Test
    void shouldLeaveOutAStepByItsCondition() {
        passing.phase(
                        "p",
                        step("p", "a", "exec"),
                        step("p", "b", "exec", "{\"when\":\".a.rows > 9\"}"),
                        step("p", "c", "exec", "{\"unless\":\".a.rows == 7\"}"),
                        step("p", "d", "exec", "{\"when\":\".a.rows == 7\"}"))
                .script("a", done("{\"rows\":7}"));

        passing.run().advance(passing::answer);

        assertThat(passing.calls).containsExactly("advance a", "advance d");
        assertThat(states()).containsExactly("done", "skipped", "skipped", "done");
    }

    @Test
    void shouldTryAgainAfterTheBackoffAndNoSooner() {
        passing.phase("p", step("p", "a", "exec", "{\"retry\":1}")).script("a", failed("no"), done("{}"));
        PlanRun run = passing.run();

        boolean first = run.advance(passing::answer);
        passing.clock.move(1);
        boolean tooSoon = run.advance(passing::answer);
        passing.clock.move(1);
        boolean last = run.advance(passing::answer);

        assertThat(List.of(first, tooSoon, last)).containsExactly(false, false, true);
        assertThat(passing.calls).containsExactly("advance a", "advance a");
        assertThat(run.steps().get(0).attempt()).isEqualTo(2);
    }

    @Test
    void shouldStopAtAFailureAndBeginThatStepAgainInTheNextRun() {
        passing.phase("p", step("p", "a", "exec"), step("p", "b", "exec"), step("p", "c", "exec"))
                .script("b", failed("disk full"), done("{}"));

        assertThatThrownBy(() -> passing.run().advance(passing::answer))
                .isInstanceOf(CaravanException.class)
                .hasMessage("disk full")
                .extracting("code", "where")
                .containsExactly(ErrorCode.STEP_FAILED, "p/b");
        boolean ended = passing.run().advance(passing::answer);

        assertThat(ended).isTrue();
        assertThat(passing.calls).containsExactly("advance a", "advance b", "advance b", "advance c");
    }

    @Test
    void shouldRunAllChecksOfAPhaseBeforeTheVerdict() {
        passing.phase(
                        "p",
                        step("p", "a", "check"),
                        step("p", "b", "check"),
                        step("p", "c", "check"),
                        step("p", "d", "exec"))
                .script("a", failed("down"))
                .script("c", failed("late"));

        assertThatThrownBy(() -> passing.run().advance(passing::answer)).hasMessage("p/a: down\np/c: late");

        assertThat(passing.calls).containsExactly("advance a", "advance b", "advance c");
    }

    @Test
    void shouldAskWhatBecameOfAStepThatWasCutOff() {
        passing.phase("p", step("p", "a", "exec"), step("p", "b", "exec")).script("a", call -> new StepResult.Again());
        passing.cut = true;
        passing.run().advance(passing::answer);
        passing.cut = false;

        boolean ended = passing.run().advance(passing::answer);

        assertThat(ended).isTrue();
        assertThat(passing.calls).containsExactly("advance a", "look a", "advance a", "advance b");
    }

    @Test
    void shouldNotRepeatAStepThatWasDoneWhenItWasCutOff() {
        passing.phase("p", step("p", "a", "exec"), step("p", "b", "exec")).script("a", done("{}"));
        passing.cut = true;
        passing.run().advance(passing::answer);
        passing.cut = false;

        passing.run().advance(passing::answer);

        assertThat(passing.calls).containsExactly("advance a", "look a", "advance b");
    }

    @Test
    void shouldStopWhereNobodyCanTellAndAskAgainInTheNextRun() {
        passing.phase("p", step("p", "a", "exec"))
                .script("a", call -> new StepResult.Unknown("look", JsonNodeFactory.instance.objectNode()), done("{}"));

        assertThatThrownBy(() -> passing.run().advance(passing::answer))
                .extracting("code")
                .isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        boolean ended = passing.run().advance(passing::answer);

        assertThat(ended).isTrue();
        assertThat(passing.calls).containsExactly("advance a", "look a");
    }

    @Test
    void shouldLetAPersonDecideThatAStepIsDone() {
        cutOff("a");

        boolean ended = passing.saying(new Statement("p/a", true, "bob", "the lamp is on"))
                .advance(passing::answer);

        assertThat(ended).isTrue();
        assertThat(passing.calls).containsExactly("advance a", "look a", "advance b");
        assertThat(states()).containsExactly("done", "done");
        assertThat(said())
                .isEqualTo("bob: step is said to be done (the lamp is on) {\"attempt\":1,\"by\":\"bob\","
                        + "\"passage\":1,\"said\":\"done\",\"step\":\"p/a\",\"why\":\"the lamp is on\"}");
    }

    @Test
    void shouldLetAPersonDecideThatAStepIsDoneAgain() {
        cutOff("a");

        boolean ended = passing.saying(new Statement("p/a", false, "bob", "")).advance(passing::answer);

        assertThat(ended).isTrue();
        assertThat(passing.calls).containsExactly("advance a", "look a", "advance a", "advance b");
        assertThat(states()).containsExactly("done", "done");
        assertThat(said())
                .isEqualTo("bob: step is to be done again () {\"attempt\":1,\"by\":\"bob\",\"passage\":1,"
                        + "\"said\":\"not done\",\"step\":\"p/a\"}");
    }

    @Test
    void shouldLetNobodyDecideAboutAStepWhoseOutcomeIsKnown() {
        cutOff("a");
        int before = notes().size();

        assertThatThrownBy(() -> passing.saying(
                                new Statement("p/a", true, "bob", ""), new Statement("p/b", true, "bob", ""))
                        .advance(passing::answer))
                .hasMessageStartingWith("is not begun; --done and --again decide about a step whose outcome is unknown")
                .extracting("code", "where")
                .containsExactly(ErrorCode.USAGE, "p/b");
        assertThat(notes()).hasSize(before);
        assertThat(states()).containsExactly("unknown");
        passing.saying(new Statement("p/a", true, "bob", "")).advance(passing::answer);

        assertThatThrownBy(() ->
                        passing.saying(new Statement("p/a", true, "bob", "")).advance(passing::answer))
                .hasMessageStartingWith("no passage through the plan is under way");
        assertThat(passing.passages.latest("m").orElseThrow().number()).isEqualTo(1);
    }

    /** Two steps; the process ended in the middle of the first, and nobody can tell what became of it. */
    private void cutOff(String step) {
        passing.phase("p", step("p", step, "exec"), step("p", "b", "exec"));
        passing.cut = true;
        passing.run().advance(passing::answer);
        passing.cut = false;
        passing.script(step, call -> new StepResult.Unknown("look", JsonNodeFactory.instance.objectNode()));
        assertThatThrownBy(() -> passing.run().advance(passing::answer))
                .hasMessage("look; then run it again with --done p/a if it did, or with --again p/a if it did not");
    }

    private String said() {
        return passing.journal.entries(0, 100).stream()
                .map(JournalEntry::note)
                .filter(note -> note.evidence().has("said"))
                .map(note -> note.who() + ": " + note.what() + " (" + note.why() + ") " + note.evidence())
                .findFirst()
                .orElse("");
    }

    @Test
    void shouldWaitWithoutCallingAndKeepTheMemo() {
        List<String> memos = new ArrayList<>();
        passing.phase("p", step("p", "a", "observe")).script("a", waits(3600, "the hold ends"), call -> {
            memos.add(call.memo().toString());
            return StepResult.done();
        });
        PlanRun run = passing.run();

        run.advance(passing::answer);
        run.advance(passing::answer);

        assertThat(passing.calls).hasSize(1);
        assertThat(run.waitingFor()).isEqualTo("p/a: the hold ends");
        assertThat(run.due()).contains(passing.clock.instant().plusSeconds(3600));
        passing.clock.move(3600);
        assertThat(passing.run().advance(passing::answer)).isTrue();
        assertThat(memos).containsExactly("{\"seen\":1}");
    }

    @Test
    void shouldGoOnSayingWhatAGateWaitsForWhileItLooksAgain() {
        passing.phase("p", step("p", "g", "gate"), step("p", "next", "exec")).script("g", waits(1, "sign-off of dba"));
        PlanRun run = passing.run();
        run.advance(passing::answer);
        passing.clock.move(1);
        passing.cut = true;

        run.advance(passing::answer);

        assertThat(passing.calls).hasSize(2);
        assertThat(run.waitingFor()).isEqualTo("p/g: sign-off of dba");
    }

    @Test
    void shouldFailAStepThatWaitsBeyondItsTime() {
        passing.phase("p", step("p", "a", "observe", "{\"timeout\":60}")).script("a", waits(50, "x"), waits(50, "x"));
        PlanRun run = passing.run();
        run.advance(passing::answer);
        passing.clock.move(61);

        assertThatThrownBy(() -> run.advance(passing::answer)).hasMessage("not there within 60 s: x");
    }

    @Test
    void shouldTakeBackTrafficFirstThenTheRestFromTheEnd() {
        passing.phase(
                "p",
                step("p", "a", "edit"),
                step("p", "r", "ramp"),
                step("p", "n", "exec"),
                step("p", "x", "exec", "{\"undo\":[\"u1\",\"u2\"]}"));
        passing.run().advance(passing::answer);
        passing.calls.clear();

        assertThatThrownBy(() -> passing.run("users complain", false).advance(passing::answer))
                .hasMessageContaining("users complain")
                .extracting("code")
                .isEqualTo(ErrorCode.ROLLED_BACK);

        assertThat(passing.calls).containsExactly("undo r", "advance u1", "advance u2", "undo a");
        assertThat(states()).containsExactly("undone", "undone", "left", "undone");
        assertThat(passing.passages.latest("m").orElseThrow().outcome()).isEqualTo(RunOutcome.ROLLED_BACK);
    }

    @Test
    void shouldTakeBackByItselfWhenAStepSaysSo() {
        passing.phase("p", step("p", "a", "edit"), step("p", "b", "exec", "{\"rollback\":true}"))
                .script("b", failed("no answer"));

        assertThatThrownBy(() -> passing.run().advance(passing::answer))
                .hasMessageContaining("step 'p/b' failed: no answer")
                .extracting("code")
                .isEqualTo(ErrorCode.ROLLED_BACK);

        assertThat(passing.calls).containsExactly("advance a", "advance b", "undo a");
        assertThat(passing.passages.steps(passing.passages.latest("m").orElseThrow()))
                .filteredOn(row -> row.step().equals("p/b"))
                .extracting(StepRow::reason)
                .containsExactly("failed: no answer; nothing takes a step 'exec' back");
    }

    @Test
    void shouldSayOnTheWayBackWhatAStepLeaves() {
        passing.phase(
                        "p",
                        step("p", "a", "exec", "{\"leaves\":\"images\"}"),
                        step("p", "b", "exec", "{\"rollback\":true}"))
                .script("b", failed("no answer"));

        assertThatThrownBy(() -> passing.run().advance(passing::answer)).hasMessageContaining("no answer");

        assertThat(passing.passages.steps(passing.passages.latest("m").orElseThrow()))
                .filteredOn(row -> row.step().equals("p/a"))
                .extracting(StepRow::reason)
                .containsExactly("it leaves images");
    }

    @Test
    void shouldResumeARollbackAndSayWhatIsLeft() {
        passing.phase("p", step("p", "a", "edit"), step("p", "b", "edit"), step("p", "c", "edit"))
                .script("b", done("{}"), failed("read-only"));
        passing.run().advance(passing::answer);

        assertThatThrownBy(() -> passing.run("x", false).advance(passing::answer))
                .hasMessage("could not be taken back: read-only; still to be taken back: p/b, p/a");
        passing.calls.clear();
        assertThatThrownBy(() -> passing.run().advance(passing::answer))
                .extracting("code")
                .isEqualTo(ErrorCode.ROLLED_BACK);

        assertThat(passing.calls).containsExactly("undo b", "undo a");
    }

    @Test
    void shouldRefuseADoneStepThatIsAnotherOneNow() {
        passing.phase("p", step("p", "a", "exec"), step("p", "b", "exec")).script("b", failed("x"), failed("y"));
        assertThatThrownBy(() -> passing.run().advance(passing::answer)).hasMessage("x");
        Passing other = new Passing(folder);
        other.phase("p", step("p", "a", "exec", "{\"digest\":\"2\"}"), step("p", "b", "exec", "{\"digest\":\"2\"}"));

        assertThatThrownBy(() -> other.run().advance(other::answer))
                .hasMessageContaining("step 'p/a' is done, but is another one now")
                .extracting("code")
                .isEqualTo(ErrorCode.PLAN_CHANGED);
        assertThat(other.run(null, true).advance(other::answer)).isTrue();

        assertThat(other.calls).containsExactly("advance b");
        other.close();
    }

    @Test
    void shouldBeginTheNextPassageOnceOneHasEnded() {
        passing.phase("p", step("p", "a", "exec"));
        passing.run().advance(passing::answer);

        passing.run().advance(passing::answer);

        assertThat(passing.passages.latest("m").orElseThrow().number()).isEqualTo(2);
        assertThat(passing.calls).containsExactly("advance a", "advance a");
    }

    @Test
    void shouldNameAStepTheSameInEveryTry() {
        List<String> tokens = new ArrayList<>();
        passing.phase("p", step("p", "a b", "exec", "{\"retry\":1}"))
                .script("a b", call -> token(call, tokens), call -> {
                    tokens.add(call.token());
                    return StepResult.done();
                });
        PlanRun run = passing.run();
        run.advance(passing::answer);
        passing.clock.move(5);
        run.advance(passing::answer);

        assertThat(tokens).containsExactly("m/1/p/a b", "m/1/p/a b");
    }

    private static StepResult token(StepCall call, List<String> tokens) {
        tokens.add(call.token());
        return StepResult.failed("once more");
    }

    @Test
    void shouldAskWhatBecameOfAnUndoThatWasCutOff() {
        passing.phase("p", step("p", "a", "exec", "{\"undo\":[\"u\"]}"));
        passing.run().advance(passing::answer);
        passing.cut = true;
        passing.run("no", false).advance(passing::answer);
        passing.cut = false;
        passing.calls.clear();
        passing.script("u", call -> new StepResult.Unknown("look", StepCalls.json("{}")));

        assertThatThrownBy(() -> passing.run("no", false).advance(passing::answer))
                .hasMessageStartingWith("could not be taken back: look; then roll back again with --done p/a");
        assertThatThrownBy(() -> passing.run("no", false, new Statement("p/a", false, "ada", ""))
                        .advance(passing::answer))
                .hasMessageStartingWith("all that was done has been taken back");

        assertThat(passing.calls).containsExactly("look u", "advance u");
        assertThat(states()).containsExactly("undone");
    }

    private List<String> states() {
        return passing.passages.steps(passing.passages.latest("m").orElseThrow()).stream()
                .map(StepRow::state)
                .map(state -> state.text())
                .toList();
    }

    private List<String> notes() {
        return passing.journal.entries(0, 100).stream()
                .map(JournalEntry::note)
                .map(note -> note.what() + " " + note.evidence().path("step").asText())
                .toList();
    }
}
