package dev.caravan.step.ramp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Ramp;
import dev.caravan.model.Side;
import dev.caravan.model.SideWindow;
import dev.caravan.model.Step;
import dev.caravan.model.Traffic;
import dev.caravan.spi.MetricProvider;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import dev.caravan.step.Jq;
import dev.caravan.step.check.NamedChecks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** What a step sees at one of its calls. */
final class RampSight implements Sight {
    /** What follows a service's key where its compared answers are counted. */
    static final String PAIRS = " compared";

    private static final String AGREEMENT = "agreement";

    private final StepCall call;
    private final Traffic service;
    private final Supplier<MetricProvider> provider;
    private final Supplier<MetricProvider> pairs;
    private final Metering metering;
    private final StepKind checks;
    private final Jq jq = new Jq();

    RampSight(StepCall call, Traffic service, RampTools tools, Map<String, MetricProvider> open, String key) {
        this.call = call;
        this.service = service;
        this.metering = tools.metering();
        this.checks = tools.checks();
        String migration = call.migration().name();
        this.provider = () -> open.computeIfAbsent(key, first -> metering.open(migration, service));
        this.pairs = () -> open.computeIfAbsent(key + PAIRS, first -> metering.pairs(migration, service));
    }

    /** Begins to measure; what cannot be had now is asked for again at the next look. */
    void open() {
        try {
            provider.get();
            if (isMirrored()) {
                pairs.get();
            }
        } catch (CaravanException blind) {
            // The look says so
        }
    }

    /** Ends what measures a service; who looks next begins anew. */
    static void close(Map<String, MetricProvider> open, String key) {
        Stream.of(key, key + PAIRS).map(open::remove).filter(Objects::nonNull).forEach(measured -> {
            synchronized (measured) {
                measured.close();
            }
        });
    }

    @Override
    public Optional<SideWindow> window(Side side, Duration length) {
        return look(provider, side, length);
    }

    private static Optional<SideWindow> look(Supplier<MetricProvider> from, Side side, Duration length) {
        try {
            MetricProvider measured = from.get();
            synchronized (measured) {
                return measured.window(side, length);
            }
        } catch (CaravanException blind) {
            return Optional.empty();
        }
    }

    /** As the file says, not as it is found: a mirror that has died must not make an older figure count. */
    @Override
    public boolean isMirrored() {
        boolean on = false;
        for (Step step : call.migration().plan().steps()) {
            if (step.id().equals(call.step().id())) {
                break;
            }
            boolean ends = step.options().has("for") || step.options().has("requests");
            on = isOurMirror(step) ? !ends || step.options().path("stay").asBoolean() : on;
        }
        return on;
    }

    private boolean isOurMirror(Step step) {
        return step.kind().equals("mirror")
                && step.options().path("of").asText().equals(service.name());
    }

    @Override
    public Optional<SideWindow> pairs(Duration length) {
        return look(pairs, Side.V2, length);
    }

    /** What a step of kind mirror found for this service; of two, the later one. */
    @Override
    public OptionalDouble agreement() {
        JsonNode found = call.facts().path(service.name()).path(AGREEMENT);
        for (Step step : call.migration().plan().steps()) {
            JsonNode own = call.facts().path(step.name()).path(AGREEMENT);
            found = isOurMirror(step) && own.isNumber() ? own : found;
        }
        return number(found);
    }

    @Override
    public OptionalDouble number(Ramp.Asked asked) {
        if (asked.promql()) {
            return metering.ask(service, asked.query());
        }
        try {
            List<JsonNode> results = jq.run(asked.query(), call.facts());
            return results.isEmpty() ? OptionalDouble.empty() : number(results.get(0));
        } catch (JsonQueryException e) {
            return OptionalDouble.empty();
        }
    }

    private static OptionalDouble number(JsonNode value) {
        return value.isNumber() && Double.isFinite(value.doubleValue())
                ? OptionalDouble.of(value.doubleValue())
                : OptionalDouble.empty();
    }

    @Override
    public Optional<String> problem(String check) {
        for (Step step : NamedChecks.of(call, List.of(check))) {
            StepResult result = checks.advance(NamedChecks.call(call, step));
            if (!(result instanceof StepResult.Done)) {
                return Optional.of(result instanceof StepResult.Failed failed ? failed.reason() : "no answer");
            }
        }
        return Optional.empty();
    }
}
