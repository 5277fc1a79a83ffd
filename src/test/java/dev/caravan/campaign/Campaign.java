package dev.caravan.campaign;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Kills migrations again and again. A migration is killed several times on its way, each time at a random moment of one part
 * of its run; after each kill the target must hold what its ledger says, and at the end all must be right.
 */
final class Campaign {
    /** The parts in which one migration is killed, in any order; while it verifies after that. */
    private static final List<Landing> AIMS =
            List.of(Landing.STARTING, Landing.COPYING, Landing.COPYING, Landing.COPYING);

    private final Function<Journey, Running> start;
    private final Signal signal;
    private final Random random;
    private final Map<Landing, Integer> landings = new EnumMap<>(Landing.class);
    private final Measure measure;
    private long slowest;

    /** A campaign on runs that are started and ended this way. */
    Campaign(Function<Journey, Running> start, Signal signal, Measure measure, Random random) {
        this.start = start;
        this.signal = signal;
        this.measure = measure;
        this.random = random;
    }

    /** How long the parts of an undisturbed run take, in milliseconds. */
    record Measure(double starting, double copying, double ending) {
        /** The first start after a build takes its time to prepare later ones, so something else is started before. */
        static Measure of(Journey undisturbed) {
            Running.start(undisturbed.caravan("first"), List.of("--help")).end();
            Instant started = Instant.now();
            Running run = undisturbed.finish();
            Instant ended = Instant.now();
            if (run.end() != 0) {
                throw new IllegalStateException("an undisturbed run failed: " + run.said());
            }
            Instant opened = Instant.parse((String) undisturbed.target("SELECT min(opened) FROM caravan_pipeline"));
            Instant copied = Instant.parse((String) undisturbed.target("SELECT max(updated) FROM caravan_ledger"));
            return new Measure(millis(started, opened), millis(opened, copied), millis(copied, ended));
        }
    }

    /** How runs are ended, and the exit status that goes with it. */
    enum Signal {
        KILL(137),
        TERM(143);

        private final int status;

        Signal(int status) {
            this.status = status;
        }
    }

    /** What a run was doing when it was killed. */
    enum Landing {
        STARTING,
        COPYING,
        VERIFYING,
        ENDING
    }

    int kills() {
        return landings.values().stream().mapToInt(Integer::intValue).sum();
    }

    int kills(Landing landing) {
        return landings.getOrDefault(landing, 0);
    }

    /** How long the slowest run took to end when it was asked to, in milliseconds. */
    long slowest() {
        return slowest;
    }

    /**
     * Kills so many times, one journey after the other. Answers what is wrong with the first that is not right, or with the
     * campaign itself when most of its kills come too late.
     */
    List<String> lead(Supplier<Journey> journeys, int kills) {
        for (int journey = 0; kills() < kills; journey++) {
            if (journey > kills) {
                return List.of("only " + this + " in " + journey + " journeys");
            }
            List<String> problems = lead(journeys.get(), kills - kills());
            if (!problems.isEmpty()) {
                return problems;
            }
        }
        return List.of();
    }

    /** Kills one migration on its way, at the most {@code most} times, then lets it end. Answers what is wrong then. */
    private List<String> lead(Journey journey, int most) {
        for (Landing aim : aims(most)) {
            Running run = start.apply(journey);
            if (endsBefore(aim, journey, run) || end(run) == 0) {
                break;
            }
            if (run.end() != signal.status) {
                return List.of("exit status " + run.end() + " by " + signal + ": " + run.said());
            }
            landings.merge(landing(journey, run.pid()), 1, Integer::sum);
            List<String> problems = journey.problemsHalfWay();
            if (!problems.isEmpty()) {
                return problems;
            }
        }
        Running last = start.apply(journey);
        return last.end() == 0 ? journey.problems() : List.of("exit status " + last.end() + ": " + last.said());
    }

    @Override
    public String toString() {
        return kills() + " kills " + landings + ", slowest end " + slowest + " ms, " + measure;
    }

    private int end(Running run) {
        long asked = run.millis();
        run.signal(signal.name());
        int status = run.end();
        slowest = Math.max(slowest, run.millis() - asked);
        return status;
    }

    private List<Landing> aims(int most) {
        List<Landing> aims = new ArrayList<>(AIMS);
        Collections.shuffle(aims, random);
        aims.add(Landing.VERIFYING);
        return aims.subList(0, Math.min(most, aims.size()));
    }

    /**
     * Waits for a random moment of this part of a run; true when the run has ended before. A busy machine makes each part
     * longer than it was measured: so its time is counted from when it has really begun.
     */
    private boolean endsBefore(Landing aim, Journey journey, Running run) {
        double left = 1 - journey.done();
        return switch (aim) {
            case STARTING -> endsWithin(measure.starting(), run);
            case COPYING ->
                !run.until(() -> journey.isIn(run, "memories", "COPYING", "VERIFYING", "DONE"))
                        || endsWithin(left * measure.copying(), run);
            case VERIFYING, ENDING ->
                !run.until(() -> journey.isIn(run, "conversations", "VERIFYING", "DONE"))
                        || endsWithin(measure.ending(), run);
        };
    }

    private boolean endsWithin(double millis, Running run) {
        return run.endsWithin(Math.round(random.nextDouble() * millis));
    }

    private static Landing landing(Journey journey, long pid) {
        List<Object> phases = journey.phases(pid);
        if (phases.contains("COPYING")) {
            return Landing.COPYING;
        }
        if (phases.contains("VERIFYING")) {
            return Landing.VERIFYING;
        }
        return phases.contains("DONE") ? Landing.ENDING : Landing.STARTING;
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }
}
