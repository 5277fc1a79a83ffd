package dev.caravan.run;

import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import dev.caravan.repository.Directions;
import dev.caravan.repository.Order;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import java.util.List;
import java.util.Set;

/** Hands what people say to the ramp that runs, which hears it within a second. Safe for use by several threads. */
public final class RampDesk {
    /** What can be said: the next share now, keep this one, go on by itself again, all back to v1. */
    public static final List<String> WORDS = List.of("promote", "hold", "resume", "abort");

    private static final Set<StepState> UNDER_WAY = Set.of(StepState.RUNNING, StepState.WAITING);

    private final Directions directions;

    RampDesk(Directions directions) {
        this.directions = directions;
    }

    /** Keeps what an order says; answers why it cannot be obeyed, empty when it can. */
    String take(Migration migration, Order order, List<StepRow> steps) {
        String word = order.arguments().path("do").asText();
        if (!WORDS.contains(word)) {
            return "'" + word + "' says nothing to a ramp; known: " + String.join(", ", WORDS);
        }
        String wanted = order.arguments().path("service").asText("");
        List<String> ramping = migration.plan().steps().stream()
                .filter(step -> step.kind().equals("ramp") && isUnderWay(step, steps))
                .map(step -> step.options().path("of").asText())
                .toList();
        if (ramping.isEmpty() || !wanted.isEmpty() && !ramping.contains(wanted)) {
            return "no ramp" + (wanted.isEmpty() ? "" : " of '" + wanted + "'")
                    + " is under way, so there is nothing to " + word + "; 'status' tells what is";
        }
        directions.add(
                migration.name(),
                ramping.get(0),
                word,
                order.by(),
                order.arguments().path("reason").asText(""));
        return "";
    }

    private static boolean isUnderWay(Step step, List<StepRow> rows) {
        return rows.stream().anyMatch(row -> row.step().equals(step.id()) && UNDER_WAY.contains(row.state()));
    }
}
