package dev.caravan.step.ramp;

import dev.caravan.model.SideWindow;
import dev.caravan.step.check.Comparison;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A figure of a side with what it is compared with.
 *
 * @param name {@code errors}, {@code p50}, {@code p95}, {@code p99} or {@code agreement}
 * @param bar the comparison; times in seconds, shares as parts of one
 */
record Figure(String name, Comparison bar) {
    private static final String ERRORS = "errors";
    private static final String AGREEMENT = "agreement";
    /** With fewer, the answers beyond the quantile are too few to tell it. */
    private static final Map<String, Integer> ENOUGH = Map.of("p50", 20, "p95", 200, "p99", 1000);

    /** Three errors are expected among so many when their share is as the bar. */
    private static final double EXPECTED_ERRORS = 3;

    /** What a division may be off by. */
    private static final double NOTHING = 1e-9;

    private static final double ENOUGH_FOR_NONE = 100;
    /** In standard deviations: beyond, it is no chance, though somebody looks every second for weeks. */
    private static final double NO_CHANCE = 4;

    boolean isErrors() {
        return name.equals(ERRORS);
    }

    /** True when it is told of pairs of answers that are compared, of which those that differ are the errors. */
    boolean isOfPairs() {
        return name.equals(AGREEMENT);
    }

    private boolean isShare() {
        return isErrors() || isOfPairs();
    }

    /** The share of errors at which it is as the bar. */
    private double errorBar() {
        return isErrors() ? bar.limit() : 1 - bar.limit();
    }

    /** Of how many requests it must be told. */
    double enough() {
        if (!isShare()) {
            return ENOUGH.get(name);
        }
        return errorBar() > 0 ? Math.ceil(EXPECTED_ERRORS / errorBar() - NOTHING) : ENOUGH_FOR_NONE;
    }

    /** A part of one, or seconds; empty when there is none. */
    OptionalDouble of(SideWindow window) {
        return switch (name) {
            case "p50" -> seconds(window.p50());
            case "p95" -> seconds(window.p95());
            case "p99" -> seconds(window.p99());
            case AGREEMENT ->
                window.requests() > 0
                        ? OptionalDouble.of((window.requests() - window.errors()) / window.requests())
                        : OptionalDouble.empty();
            default -> OptionalDouble.of(window.errorShare());
        };
    }

    private static OptionalDouble seconds(OptionalDouble millis) {
        return millis.isEmpty() ? millis : OptionalDouble.of(millis.getAsDouble() / 1000);
    }

    /** True when so many errors are far more than the bar lets expect. A quantile of enough answers is plain always. */
    boolean isPlain(SideWindow window) {
        double expected = window.requests() * errorBar();
        return !isShare() || window.errors() > expected + NO_CHANCE * Math.sqrt(expected);
    }

    /** The value for people. */
    String shown(double value) {
        return isShare()
                ? String.format(Locale.ROOT, "%.2f %%", value * 100)
                : String.format(Locale.ROOT, "%.0f ms", value * 1000);
    }

    /** What it is, for people. */
    String title() {
        return isErrors() ? "share of errors" : isOfPairs() ? "agreement with v1" : name;
    }
}
