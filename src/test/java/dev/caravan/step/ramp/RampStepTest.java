package dev.caravan.step.ramp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Inventory;
import dev.caravan.model.Migration;
import dev.caravan.model.Notices;
import dev.caravan.model.PathMap;
import dev.caravan.model.Plan;
import dev.caravan.model.Ramp;
import dev.caravan.model.Side;
import dev.caravan.model.SideWindow;
import dev.caravan.model.Split;
import dev.caravan.model.Sticky;
import dev.caravan.model.Traffic;
import dev.caravan.model.TrafficRules;
import dev.caravan.repository.Database;
import dev.caravan.repository.Directions;
import dev.caravan.spi.MetricProvider;
import dev.caravan.spi.ShareChange;
import dev.caravan.spi.ShareControl;
import dev.caravan.spi.Shifted;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepCalls;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ramp of 5, 25 and 100 %, a minute each, three healthy looks to go on, five minutes of patience. */
class RampStepTest {
    private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

    private final Share share = new Share();
    private final Seen seen = new Seen();
    private Instant now = BEGUN;
    private int opened;
    private JsonNode memo = JsonNodeFactory.instance.objectNode();
    private StepResult last;

    @TempDir
    private Path folder;

    private Database database;
    private Directions directions;
    private RampStep step;
    private String options = "{\"of\": \"api\"}";
    private Duration hold = Duration.ofMinutes(1);

    @BeforeEach
    void open() {
        Clock clock = new Moving();
        database = Database.open(folder, clock);
        directions = new Directions(database, clock);
        step = new RampStep(new RampTools(share, new Figures(), directions, null, null, clock));
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** Looks every second, for so long or until the step ends. */
    private void pass(int seconds) {
        Instant end = now.plusSeconds(seconds);
        do {
            last = step.advance(call());
            if (!(last instanceof StepResult.Wait wait)) {
                return;
            }
            memo = wait.memo();
            now = wait.until().isAfter(now) ? wait.until() : now;
        } while (now.isBefore(end));
    }

    private StepCall call() {
        Traffic service = new Traffic(
                "api",
                "nginx",
                JsonNodeFactory.instance.objectNode(),
                URI.create("http://a"),
                URI.create("http://b"),
                PathMap.SAME,
                Sticky.ADDRESS,
                Map.of(),
                Map.of(),
                null,
                TrafficRules.NONE,
                Ramps.of(
                        Ramps.conditions(Map.of("errors", "< 1%")),
                        Ramps.conditions(Map.of("errors", "> 5%")),
                        new Ramp.Tolerance(0.01, 1),
                        hold),
                "m.yaml:1:1");
        StepCall plain = StepCalls.call("ramp", options);
        Migration m = plain.migration();
        Migration migration = new Migration(
                "m",
                "m",
                "",
                Path.of("m.yaml"),
                "d",
                Map.of(),
                m.systems(),
                List.of(),
                new Plan(List.of()),
                Map.of(),
                Inventory.none(),
                Map.of("api", service),
                null,
                Notices.none(),
                null,
                List.of());
        return new StepCall(
                migration,
                plain.step(),
                StepCall.Purpose.ADVANCE,
                1,
                1,
                memo,
                plain.facts(),
                BEGUN,
                now,
                now.plusSeconds(60),
                () -> false);
    }

    private String reason() {
        return last instanceof StepResult.Failed failed ? failed.reason() : ((StepResult.Wait) last).reason();
    }

    @Test
    void shouldEndAtItsOwnShareAndGoOnFromTheOneInForce() {
        options = "{\"of\": \"api\", \"to\": \"5%\"}";
        pass(200);
        assertThat(last).isInstanceOf(StepResult.Done.class);
        assertThat(share.puts).containsExactly("5%");

        options = "{\"of\": \"api\", \"to\": \"25%\"}";
        memo = JsonNodeFactory.instance.objectNode();
        pass(5);
        assertThat(share.puts).containsExactly("5%", "25%");
        assertThat(reason()).contains("25% on v2 (2 of 2), held until");
        pass(200);

        assertThat(last).isInstanceOf(StepResult.Done.class);
        assertThat(share.puts).containsExactly("5%", "25%");
    }

    @Test
    void shouldHoldEachShareAndGoOnWhenItIsProved() {
        pass(50);
        assertThat(share.puts).containsExactly("5%");
        assertThat(reason()).contains("5% on v2 (1 of 3), held until 2026-01-01T00:01:00Z; healthy");

        pass(300);

        assertThat(share.puts).containsExactly("5%", "25%", "100%");
        assertThat(last).isInstanceOf(StepResult.Done.class);
        assertThat(((StepResult.Done) last).facts().get("share").asInt()).isEqualTo(100);
        assertThat(Duration.between(BEGUN, now).toSeconds()).isBetween(180L, 190L);
        assertThat(share.whys.get(1)).contains("healthy").contains("\"requests\":10000");
    }

    /** What is measured begins with the share, and a rise that takes its time is no look that is left out. */
    /** Whoever looks now and then alone raises it when the week is over, neither sooner nor a week later. */
    @Test
    void shouldHoldCalendarWeeksThoughItLooksEveryThreeHoursAlone() {
        hold = Duration.ofDays(7);
        List<Duration> raised = new ArrayList<>();
        for (int hours = 0; !(last instanceof StepResult.Done) && hours < 24 * 30; hours += 3) {
            now = BEGUN.plus(Duration.ofHours(hours));
            int before = share.puts.size();
            last = step.advance(call());
            memo = last instanceof StepResult.Wait wait ? wait.memo() : memo;
            for (int more = before; more < share.puts.size(); more++) {
                raised.add(Duration.ofHours(hours));
            }
        }

        assertThat(share.puts).containsExactly("5%", "25%", "100%");
        Duration first = raised.get(0);
        assertThat(first).isLessThanOrEqualTo(Duration.ofHours(3));
        assertThat(raised).containsExactly(first, first.plusDays(7), first.plusDays(14));
        assertThat(last).isInstanceOf(StepResult.Done.class);
        assertThat(Duration.between(BEGUN, now)).isEqualTo(first.plusDays(21));
    }

    @Test
    void shouldLookAfterAnIntervalAtAShareThatHasJustBegun() {
        share.took = Duration.ofMillis(30);
        pass(0);
        pass(0);
        assertThat(share.puts).containsExactly("5%");
        assertThat(opened).isEqualTo(1);
        seen.side(Side.V2, 1000, 500, 20);

        pass(5);

        assertThat(share.now).isEqualTo(Split.OFF);
        assertThat(Duration.between(BEGUN, now)).isLessThan(Duration.ofMillis(1100));
    }

    @Test
    void shouldGoBackAtOnceOnAnAbort() {
        pass(70);
        assertThat(share.now).isEqualTo(Split.of(25));

        seen.side(Side.V2, 1000, 500, 20);
        pass(5);

        assertThat(share.now).isEqualTo(Split.OFF);
        assertThat(last).isInstanceOf(StepResult.Failed.class);
        assertThat(reason()).contains("50.00 %").contains("abort: > 5%");
        assertThat(Duration.between(BEGUN, now).toSeconds()).isBetween(69L, 73L);
    }

    @Test
    void shouldNotGoOnWithoutAnswersAndGoBackAfterItsPatience() {
        seen.both(0, 0, 0);

        pass(59 + 300);
        assertThat(share.puts).containsExactly("5%");
        pass(10);

        assertThat(share.puts).containsExactly("5%", "off");
        assertThat(reason()).contains("not proved healthy within 300 s after its hold; not-enough-data: 0 requests");
    }

    @Test
    void shouldGoBackWhenItIsBlindForTooLongThoughTheHoldIsNotOver() {
        pass(30);
        share.silent = true;
        pass(290);
        assertThat(share.puts).containsExactly("5%");
        share.silent = false;
        seen.side(Side.V2, length -> Optional.empty());

        pass(20);

        assertThat(share.puts).containsExactly("5%", "off");
        assertThat(reason()).contains("no-metrics for 300 s");
    }

    @Test
    void shouldNeverGoOnWithFiguresThatFlap() {
        for (int i = 0; i < 400 && !(last instanceof StepResult.Failed); i++) {
            seen.side(Side.V2, 1000, i % 3 == 0 ? 30 : 0, 20);
            pass(1);
        }

        assertThat(share.puts).containsExactly("5%", "off");
        assertThat(reason()).contains("not proved healthy");
    }

    @Test
    void shouldStayUnderWatchWhereARiseIsRefused() {
        share.refusal = new CaravanException(ErrorCode.NO_GO, "m/api", "data not verified");
        pass(30);
        assertThat(reason()).contains("nothing on v2 yet").contains("5% has to wait: data not verified");
        share.refusal = null;
        pass(30);
        share.refusal = new CaravanException(ErrorCode.NO_GO, "m/api", "data not verified");

        pass(500);
        assertThat(reason()).contains("5% on v2").contains("25% has to wait: data not verified");
        seen.side(Side.V2, 1000, 500, 20);
        pass(3);

        assertThat(share.now).isEqualTo(Split.OFF);
    }

    @Test
    void shouldGoOnAtTheShareInForceAfterAProcessDiedRightAfterARise() {
        pass(58);
        share.now = Split.of(25);

        pass(30);

        assertThat(share.puts).containsExactly("5%");
        assertThat(reason()).contains("25% on v2 (2 of 3)");
    }

    @Test
    void shouldNotRaiseAShareThatAPersonLowered() {
        pass(30);
        share.now = Split.NONE;

        pass(200);
        assertThat(share.puts).containsExactly("5%");
        assertThat(reason()).contains("lowered by somebody else");
        directions.add("m", "api", "promote", "ada", "my mistake");
        pass(2);

        assertThat(share.puts).containsExactly("5%", "5%");
        assertThat(share.whys.get(1)).isEqualTo("promoted by ada: my mistake");
    }

    @Test
    void shouldObeyPeople() {
        pass(10);
        directions.add("m", "api", "hold", "ada", "on call");
        pass(500);
        assertThat(share.puts).containsExactly("5%");
        assertThat(reason()).contains("held by ada: on call");

        directions.add("m", "api", "resume", "ada", "");
        pass(5);
        assertThat(share.puts).containsExactly("5%", "25%");
        directions.add("m", "api", "abort", "bob", "looks odd");
        pass(5);

        assertThat(share.now).isEqualTo(Split.OFF);
        assertThat(reason()).contains("aborted by bob: looks odd");
    }

    @Test
    void shouldGoBackUntilItIsThere() {
        pass(10);
        share.refusal = new CaravanException(ErrorCode.TARGET_UNUSABLE, "nginx", "does not answer");
        seen.side(Side.V2, 1000, 500, 20);
        pass(30);
        assertThat(reason()).contains("not yet there: does not answer");

        seen.both(1000, 0, 20);
        share.refusal = null;
        pass(3);

        assertThat(share.now).isEqualTo(Split.OFF);
        assertThat(reason()).contains("50.00 %");
    }

    @Test
    void shouldUndoNoFurtherThanTheShareOfBefore() {
        share.now = Split.COHORTS;
        pass(70);
        assertThat(share.now).isEqualTo(Split.of(25));

        step.undo(call());
        assertThat(share.now).isEqualTo(Split.COHORTS);
        share.now = Split.OFF;
        step.undo(call());

        assertThat(share.now).isEqualTo(Split.OFF);
    }

    /** A share that is changed at once. */
    private final class Share implements ShareControl {
        private final List<String> puts = new ArrayList<>();
        private final List<String> whys = new ArrayList<>();
        private Split now = Split.NONE;
        private Duration took = Duration.ZERO;
        private boolean silent;
        private CaravanException refusal;

        @Override
        public Split split(Migration migration, Traffic service) {
            if (silent) {
                throw new CaravanException(ErrorCode.TARGET_UNUSABLE, "nginx", "does not answer");
            }
            return now;
        }

        @Override
        public Optional<String> refusal(ShareChange change) {
            return Optional.empty();
        }

        @Override
        public Shifted put(ShareChange change) {
            boolean falls = change.to().compareTo(now) < 0;
            if (refusal != null && (!falls || refusal.code() == ErrorCode.TARGET_UNUSABLE)) {
                throw refusal;
            }
            puts.add(change.to().toString());
            whys.add(change.why());
            Split from = now;
            now = change.to();
            RampStepTest.this.now = RampStepTest.this.now.plus(took);
            return new Shifted(from, now, Duration.ZERO, true);
        }
    }

    private final class Figures implements Metering {
        @Override
        public MetricProvider open(String migration, Traffic service) {
            opened++;
            return new MetricProvider() {
                @Override
                public Optional<SideWindow> window(Side side, Duration length) {
                    return seen.window(side, length);
                }

                @Override
                public void close() {
                    // Nothing is held
                }
            };
        }

        @Override
        public MetricProvider pairs(String migration, Traffic service) {
            return null;
        }

        @Override
        public OptionalDouble ask(Traffic service, String query) {
            return OptionalDouble.empty();
        }
    }

    private final class Moving extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
