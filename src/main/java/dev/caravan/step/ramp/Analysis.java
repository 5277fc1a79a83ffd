package dev.caravan.step.ramp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Ramp;
import dev.caravan.model.Side;
import dev.caravan.model.SideWindow;
import dev.caravan.step.check.Comparison;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Says whether v2 may go on, by the conditions of a ramp. Nothing but a proof lets it: what cannot be told is not healthy.
 *
 * <p>A condition is held against stretches of time of growing length. In one with too few answers it says nothing. In the
 * longest it holds or not; in a shorter one it fails when that is no chance.
 */
final class Analysis {
    /** Times of a few milliseconds differ by more than any share of them without meaning anything. */
    private static final double NOTHING_SECONDS = 0.01;

    private static final String AGREEMENT = "agreement";

    private static final Finding FINE = new Finding(Verdict.HEALTHY, "");

    private final Ramp ramp;

    Analysis(Ramp ramp) {
        this.ramp = ramp;
    }

    /** @param since how long the present share has been in force */
    Judgement judge(Sight sight, Duration since) {
        Stretches stretches = new Stretches(sight, ramp.pace(), since);
        List<Finding> findings = new ArrayList<>();
        for (Finding found : conditions(ramp.abort(), sight, stretches, false)) {
            // Too little to abort is nothing against it; no sight at all is
            if (found.verdict() == Verdict.ABORT || found.verdict() == Verdict.NO_METRICS) {
                findings.add(found);
            }
        }
        findings.addAll(conditions(ramp.healthy(), sight, stretches, true));
        Finding worst = findings.stream()
                .reduce((one, other) -> other.verdict().compareTo(one.verdict()) > 0 ? other : one)
                .orElse(FINE);
        ObjectNode figures = figures(stretches);
        agreement(sight, stretches).ifPresent(share -> figures.put("agreement", share));
        return new Judgement(worst.verdict(), worst.why(), figures);
    }

    private static OptionalDouble agreement(Sight sight, Stretches stretches) {
        return sight.isMirrored()
                ? sight.pairs(stretches.longest())
                        .map(new Figure(AGREEMENT, null)::of)
                        .orElse(OptionalDouble.empty())
                : sight.agreement();
    }

    private List<Finding> conditions(Ramp.Conditions conditions, Sight sight, Stretches stretches, boolean wanted) {
        List<Finding> findings = new ArrayList<>();
        new TreeMap<>(conditions.figures()).forEach((name, pass) -> {
            Comparison bar = Comparison.of(pass);
            findings.add(
                    name.equals(AGREEMENT) && !sight.isMirrored()
                            ? number(AGREEMENT, sight.agreement(), bar, wanted, Verdict.NOT_ENOUGH_DATA)
                            : figure(new Figure(name, bar), stretches, wanted));
        });
        for (Ramp.Asked asked : conditions.asked()) {
            Verdict absent = asked.promql() ? Verdict.NO_METRICS : Verdict.NOT_ENOUGH_DATA;
            findings.add(number(
                    "'" + asked.query() + "'", sight.number(asked), Comparison.of(asked.pass()), wanted, absent));
        }
        for (String check : conditions.checks()) {
            findings.add(sight.problem(check)
                    .map(why -> new Finding(bad(wanted), "check '" + check + "' fails: " + why))
                    .orElse(FINE));
        }
        return findings;
    }

    private static Verdict bad(boolean wanted) {
        return wanted ? Verdict.UNHEALTHY : Verdict.ABORT;
    }

    private static Finding number(String what, OptionalDouble value, Comparison bar, boolean wanted, Verdict absent) {
        if (value.isEmpty()) {
            return new Finding(absent, "there is no number for " + what);
        }
        return bar.holds(value.getAsDouble()) == wanted
                ? FINE
                : new Finding(bad(wanted), what + " is " + value.getAsDouble() + " (" + asked(bar, wanted) + ")");
    }

    private static String asked(Comparison bar, boolean wanted) {
        return (wanted ? "healthy: " : "abort: ") + bar.text();
    }

    private Finding figure(Figure figure, Stretches stretches, boolean wanted) {
        boolean told = false;
        for (Duration length : stretches.lengths()) {
            boolean longest = length.equals(stretches.longest());
            SideWindow window = stretches.window(figure, length).orElse(null);
            OptionalDouble value =
                    window == null || window.requests() < figure.enough() ? OptionalDouble.empty() : figure.of(window);
            if (value.isPresent()) {
                told = true;
                boolean holds = figure.bar().holds(value.getAsDouble()) == wanted;
                if (!holds && (longest || figure.isPlain(window))) {
                    String why = "v2's " + text(figure, window, length) + " (" + asked(figure.bar(), wanted) + ")";
                    return new Finding(bad(wanted), why);
                }
            }
        }
        return told ? compared(figure, stretches, wanted) : untold(figure, stretches);
    }

    private static Finding untold(Figure figure, Stretches stretches) {
        Optional<SideWindow> window = stretches.window(figure, stretches.longest());
        if (window.isEmpty()) {
            return new Finding(Verdict.NO_METRICS, "v2's " + figure.title() + " cannot be had");
        }
        if (window.get().requests() >= figure.enough()) {
            return new Finding(Verdict.NO_METRICS, "v2's " + figure.title() + " cannot be had");
        }
        return new Finding(
                Verdict.NOT_ENOUGH_DATA,
                String.format(
                        "%.0f requests on v2 in %s; its %s is told of %.0f and more",
                        window.get().requests(), text(stretches.longest()), figure.title(), figure.enough()));
    }

    /** In the same time, v1 must not have done much better. */
    private Finding compared(Figure figure, Stretches stretches, boolean wanted) {
        Optional<SideWindow> v2 = stretches.window(figure, stretches.longest());
        if (v2.isEmpty()) {
            return new Finding(Verdict.NO_METRICS, "v2's " + figure.title() + " cannot be had");
        }
        if (!wanted || ramp.tolerance() == null || figure.isOfPairs()) {
            return FINE;
        }
        Optional<SideWindow> v1 = stretches.window(Side.V1, stretches.longest());
        if (v1.isEmpty()) {
            return new Finding(Verdict.NO_METRICS, "v1's figures cannot be had, to compare v2's with");
        }
        OptionalDouble there = figure.of(v1.get());
        OptionalDouble here = figure.of(v2.get());
        if (v1.get().requests() < figure.enough() || there.isEmpty() || here.isEmpty()) {
            return FINE;
        }
        double most = figure.isErrors()
                ? there.getAsDouble() + ramp.tolerance().errors()
                : there.getAsDouble() * (1 + ramp.tolerance().latency()) + NOTHING_SECONDS;
        return here.getAsDouble() <= most
                ? FINE
                : new Finding(
                        Verdict.UNHEALTHY,
                        "v2's " + text(figure, v2.get(), stretches.longest()) + ", v1's "
                                + figure.shown(there.getAsDouble()) + " (tolerance: up to " + figure.shown(most) + ")");
    }

    private static String text(Figure figure, SideWindow window, Duration length) {
        return String.format(
                "%s is %s of %.0f requests in %s",
                figure.title(), figure.shown(figure.of(window).orElseThrow()), window.requests(), text(length));
    }

    static String text(Duration length) {
        return length.toSeconds() >= 600 ? length.toMinutes() + " min" : length.toSeconds() + " s";
    }

    private static ObjectNode figures(Stretches stretches) {
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        figures.put("seconds", stretches.longest().toMillis() / 1000.0);
        for (Side side : Side.values()) {
            stretches.window(side, stretches.longest()).ifPresent(window -> {
                ObjectNode one = figures.putObject(side.toString());
                one.put("requests", Math.round(window.requests())).put("errors", Math.round(window.errors()));
                if (window.requests() > 0) {
                    one.put("uptime", 1 - window.errors() / window.requests());
                }
                window.p50().ifPresent(millis -> one.put("p50Millis", millis));
                window.p95().ifPresent(millis -> one.put("p95Millis", millis));
                window.p99().ifPresent(millis -> one.put("p99Millis", millis));
                one.put("coveredSeconds", window.covered().toMillis() / 1000.0);
            });
        }
        double v1 = figures.at("/v1/requests").asDouble();
        double v2 = figures.at("/v2/requests").asDouble();
        if (v1 + v2 > 0) {
            figures.put("share", v2 / (v1 + v2));
        }
        return figures;
    }

    /** What one condition says. */
    private record Finding(Verdict verdict, String why) {}
}
