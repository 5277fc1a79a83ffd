package dev.caravan.plan;

import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import dev.caravan.model.Withheld;
import dev.caravan.spi.StepKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is known of a step before it runs. */
public final class StepTraits {
    /** Kinds whose effect users feel first, so it is taken back first. */
    private static final List<String> TRAFFIC = List.of("ramp", "shift", "mirror");

    private static final List<String> FREE = List.of("exec", "ssh", "http", "route", "sql");

    private final Function<String, StepKind> kinds;
    private final Withheld withheld;

    /** Of the steps of a plan. */
    public StepTraits(Function<String, StepKind> kinds, Plan plan) {
        this.kinds = kinds;
        this.withheld = plan.withheld();
    }

    /** What the step would do, without secrets. */
    public String outlook(Step step) {
        return withheld.in(kinds.apply(step.kind()).outlook(step));
    }

    /** What takes the step back; empty when nothing does. */
    public Optional<String> undo(Step step) {
        if (!step.undo().isEmpty()) {
            return Optional.of(step.undo().stream().map(this::outlook).collect(Collectors.joining(", then ")));
        }
        return kinds.apply(step.kind()).undoOf(step).map(withheld::in);
    }

    /** The program that decides whether the step is left out, without secrets; null for none. */
    public String shown(String program) {
        return withheld.in(program);
    }

    /** True for kinds that do whatever the file says: what they change is known to nobody else. */
    public static boolean isFree(Step step) {
        return FREE.contains(step.kind());
    }

    /**
     * True when the step may not run as it is written: it destroys, nothing brings back, and the file says neither that nothing
     * can nor, of a kind that does whatever the file says, what stays.
     */
    public boolean refused(Step step) {
        return destroys(step) && !step.irreversible() && undo(step).isEmpty();
    }

    /** What stays when nobody takes the step back, as the file has it, without secrets; empty where it does not say. */
    public Optional<String> leaves(Step step) {
        return Optional.ofNullable(step.leaves()).map(withheld::in);
    }

    /** True when the step changes something outside that only an undo or a person brings back. */
    public boolean destroys(Step step) {
        return step.leaves() == null && kinds.apply(step.kind()).destructive(step);
    }

    /** True for steps whose effect users feel first. */
    public static boolean isTraffic(Step step) {
        return TRAFFIC.contains(step.kind());
    }
}
