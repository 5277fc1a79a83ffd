package dev.caravan.step;

import dev.caravan.repository.SignOffs;
import dev.caravan.spi.StepKind;
import dev.caravan.step.check.CheckStep;
import dev.caravan.step.exec.ExecStep;
import dev.caravan.step.gate.GateStep;
import dev.caravan.step.http.HttpCaller;
import dev.caravan.step.http.HttpStep;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The kinds of steps that are built: the one place to add a kind to, beside its route in {@code routes/steps}. */
public final class StepKinds {
    private final Map<String, StepKind> kinds;

    /** The kinds, which ask services by {@code http}, and look for what people said in {@code signOffs}. */
    public StepKinds(HttpCaller http, SignOffs signOffs) {
        this.kinds = Map.of(
                "check", new CheckStep(http),
                "exec", new ExecStep(),
                "gate", new GateStep(signOffs),
                "http", new HttpStep(http),
                "pipeline", new PipelineStep());
    }

    /** The kinds for what only asks about them, such as {@code plan}: none of them may be called. */
    public static StepKinds forPlan() {
        return new StepKinds(
                request -> {
                    throw new IllegalStateException("plan sends no request");
                },
                null);
    }

    /**
     * The kind of this name.
     *
     * @throws IllegalArgumentException for a name that is not built; files that name one are refused before
     */
    public StepKind kind(String name) {
        StepKind kind = kinds.get(name);
        if (kind == null) {
            throw new IllegalArgumentException(
                    "unknown step kind '" + name + "'; known: " + new TreeMap<>(kinds).keySet());
        }
        return kind;
    }

    /** The names of all kinds. */
    public Set<String> names() {
        return kinds.keySet();
    }
}
