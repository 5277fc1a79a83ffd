package dev.caravan.step.ramp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Ramp;
import dev.caravan.model.Side;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalysisTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Seen seen = new Seen();

    private Judgement judge(Map<String, String> healthy, Map<String, String> abort) {
        return new Analysis(Ramps.of(healthy, abort)).judge(seen, MINUTE);
    }

    private Verdict judge(Ramp.Conditions healthy, Ramp.Conditions abort) {
        return new Analysis(Ramps.of(healthy, abort, null)).judge(seen, MINUTE).verdict();
    }

    @ParameterizedTest
    @CsvSource({
        "errors, < 1%,   300, 2,  20, HEALTHY",
        "errors, < 1%,   299, 0,  20, NOT_ENOUGH_DATA",
        "errors, < 1%,   300, 4,  20, UNHEALTHY",
        "errors, < 0.1%, 2999, 0, 20, NOT_ENOUGH_DATA",
        "errors, < 0.1%, 3000, 2, 20, HEALTHY",
        "errors, <= 0%,  99, 0,   20, NOT_ENOUGH_DATA",
        "errors, <= 0%,  100, 0,  20, HEALTHY",
        "errors, <= 0%,  100, 1,  20, UNHEALTHY",
        "p99, < 100ms,   1000, 0, 99, HEALTHY",
        "p99, < 100ms,   1000, 0, 101, UNHEALTHY",
        "p99, < 0.1s,    999, 0,  20, NOT_ENOUGH_DATA",
        "p95, < 100ms,   200, 0, 199, HEALTHY",
        "p95, < 100ms,   199, 0, 199, NOT_ENOUGH_DATA",
        "p50, < 100ms,   20, 0, 399, HEALTHY",
        "p50, < 100ms,   19, 0, 20, NOT_ENOUGH_DATA",
        "p50, < 100ms,   0, 0, 20, NOT_ENOUGH_DATA"
    })
    void shouldTellOfEnoughAnswersOnly(
            String figure, String pass, double requests, double errors, double p99, Verdict expected) {
        seen.both(requests, errors, p99);

        assertThat(judge(Map.of(figure, pass), Map.of()).verdict()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"59, 59, HEALTHY", "60, 60, ABORT", "60, 3, HEALTHY", "1000, 51, ABORT", "1000, 50, HEALTHY"})
    void shouldAbortOnEnoughAnswersOnly(double requests, double errors, Verdict expected) {
        seen.side(Side.V2, requests, errors, 20);

        Verdict verdict = judge(Ramp.Conditions.none(), Ramps.conditions(Map.of("errors", "> 5%")));

        assertThat(verdict).isEqualTo(expected);
    }

    @Test
    void shouldNameWhatItSawAndTheBarWhenItAborts() {
        seen.side(Side.V2, 400, 40, 20);

        Judgement judgement = judge(Map.of("errors", "< 1%"), Map.of("errors", "> 5%"));

        assertThat(judgement.verdict()).isEqualTo(Verdict.ABORT);
        assertThat(judgement.why())
                .contains("10.00 %")
                .contains("of 400 requests")
                .contains("> 5%");
        assertThat(judgement.figures().at("/v2/errors").asInt()).isEqualTo(40);
        assertThat(judgement.figures().at("/v1/requests").asInt()).isEqualTo(10_000);
    }

    @Test
    void shouldSeeAtOnceWhatGoesBadAfterLongGoodTimes() {
        seen.side(
                Side.V2,
                length -> Optional.of(
                        length.getSeconds() <= 1 ? Seen.window(100, 90, 20) : Seen.window(1_000_000, 100, 20)));

        Judgement judgement = judge(Map.of("errors", "< 1%"), Map.of("errors", "> 5%"));

        assertThat(judgement.verdict()).isEqualTo(Verdict.ABORT);
        assertThat(judgement.why()).contains("of 100 requests in 1 s");
    }

    @Test
    void shouldTakeAFewErrorsMoreInAMomentForChance() {
        seen.side(
                Side.V2,
                length ->
                        Optional.of(length.getSeconds() <= 1 ? Seen.window(100, 6, 20) : Seen.window(10_000, 100, 20)));

        assertThat(judge(Map.of("errors", "< 2%"), Map.of("errors", "> 5%")).verdict())
                .isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void shouldNeverTakeMissingFiguresForGood() {
        seen.side(Side.V2, length -> Optional.empty());

        assertThat(judge(Map.of("errors", "< 1%"), Map.of()).verdict()).isEqualTo(Verdict.NO_METRICS);
        assertThat(judge(Ramp.Conditions.none(), Ramps.conditions(Map.of("p99", "> 5s"))))
                .isEqualTo(Verdict.NO_METRICS);
    }

    @Test
    void shouldNotGoOnWhenOnlyTheLongStretchCannotBeHad() {
        seen.side(
                Side.V2, length -> length.equals(MINUTE) ? Optional.empty() : Optional.of(Seen.window(10_000, 0, 20)));

        assertThat(judge(Map.of("errors", "< 1%"), Map.of()).verdict()).isEqualTo(Verdict.NO_METRICS);
    }

    @Test
    void shouldMissAQuantileThatIsNotToldThoughAnswersWereCounted() {
        seen.side(
                Side.V2,
                length -> Optional.of(new dev.caravan.model.SideWindow(
                        5000, 0, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), length)));

        Judgement judgement = judge(Map.of("p99", "< 1s"), Map.of());

        assertThat(judgement.verdict()).isEqualTo(Verdict.NO_METRICS);
        assertThat(judgement.why()).contains("p99");
    }

    @Test
    void shouldNotLetTooFewAnswersForAnAbortHoldTheRampBack() {
        seen.both(300, 0, 20);

        assertThat(judge(Map.of("errors", "< 1%"), Map.of("p99", "> 5s")).verdict())
                .isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void shouldCompareWithV1InTheSameTime() {
        seen.side(Side.V1, 10_000, 0, 100).side(Side.V2, 10_000, 0, 211);

        Judgement judgement = judge(Map.of("p99", "< 1s"), Map.of());

        assertThat(judgement.verdict()).isEqualTo(Verdict.UNHEALTHY);
        assertThat(judgement.why()).contains("211 ms").contains("v1's 100 ms");
        seen.side(Side.V2, 10_000, 0, 209);
        assertThat(judge(Map.of("p99", "< 1s"), Map.of()).verdict()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void shouldNotCompareWithAV1ThatHasNothingToDo() {
        seen.side(Side.V1, 0, 0, 0).side(Side.V2, 10_000, 300, 500);

        assertThat(judge(Map.of("p99", "< 1s", "errors", "< 5%"), Map.of()).verdict())
                .isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void shouldForgiveErrorsThatV1HasToo() {
        seen.side(Side.V1, 10_000, 200, 20).side(Side.V2, 10_000, 290, 20);
        assertThat(judge(Map.of("errors", "< 5%"), Map.of()).verdict()).isEqualTo(Verdict.HEALTHY);

        seen.side(Side.V2, 10_000, 310, 20);
        assertThat(judge(Map.of("errors", "< 5%"), Map.of()).verdict()).isEqualTo(Verdict.UNHEALTHY);
    }

    @Test
    void shouldAskForAgreementFactsAndQueries() {
        Ramp.Conditions healthy = new Ramp.Conditions(
                Map.of("agreement", "> 99%"),
                List.of(new Ramp.Asked(false, ".x.verify.rows", "== 1"), new Ramp.Asked(true, "queue", "< 5")),
                List.of("v2 answers"));
        assertThat(judge(healthy, Ramp.Conditions.none())).isEqualTo(Verdict.NO_METRICS);

        seen.numbers.put("queue", 4.0);
        assertThat(judge(healthy, Ramp.Conditions.none())).isEqualTo(Verdict.NOT_ENOUGH_DATA);

        seen.agreement = OptionalDouble.of(0.995);
        seen.numbers.put(".x.verify.rows", 1.0);
        assertThat(judge(healthy, Ramp.Conditions.none())).isEqualTo(Verdict.HEALTHY);

        seen.problems.put("v2 answers", "status 500");
        assertThat(judge(healthy, Ramp.Conditions.none())).isEqualTo(Verdict.UNHEALTHY);
        assertThat(judge(Ramp.Conditions.none(), healthy)).isEqualTo(Verdict.ABORT);
    }

    @ParameterizedTest
    @CsvSource({
        "> 99%,  300, 2,  HEALTHY",
        "> 99%,  299, 0,  NOT_ENOUGH_DATA",
        "> 99%,  300, 3,  UNHEALTHY",
        ">= 99%, 300, 3,  HEALTHY",
        ">= 95%, 60,  3,  HEALTHY",
        ">= 95%, 60,  4,  UNHEALTHY",
        ">= 100%, 99, 0,  NOT_ENOUGH_DATA",
        ">= 100%, 100, 1, UNHEALTHY"
    })
    void shouldJudgeWhatIsComparedNowNotWhatAMirrorOnceFound(
            String pass, double pairs, double differ, Verdict expected) {
        seen.agreement = OptionalDouble.of(1);
        seen.pairs = length -> Optional.of(Seen.window(pairs, differ, 20));

        Judgement judgement = judge(Map.of("agreement", pass), Map.of());

        assertThat(judgement.verdict()).isEqualTo(expected);
        assertThat(judgement.figures().get("agreement").asDouble()).isEqualTo((pairs - differ) / pairs);
    }

    @Test
    void shouldAbortAtOnceOnAnswersThatBeginToDiffer() {
        seen.pairs = length ->
                Optional.of(length.getSeconds() <= 1 ? Seen.window(50, 40, 20) : Seen.window(1_000_000, 100, 20));

        Judgement judgement = judge(Map.of("agreement", "> 99%"), Map.of("agreement", "< 90%"));

        assertThat(judgement.verdict()).isEqualTo(Verdict.ABORT);
        assertThat(judgement.why()).isEqualTo("v2's agreement with v1 is 20.00 % of 50 requests in 1 s (abort: < 90%)");
    }

    @Test
    void shouldNotTakeAnOlderFindingForAMirrorThatIsGone() {
        seen.agreement = OptionalDouble.of(1);
        seen.pairs = length -> Optional.empty();

        assertThat(judge(Map.of("agreement", "> 99%"), Map.of()).verdict()).isEqualTo(Verdict.NO_METRICS);
    }
}
