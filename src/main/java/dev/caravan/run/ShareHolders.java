package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import dev.caravan.model.Traffic;
import dev.caravan.repository.Share;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Which step of a passage holds a service's share. */
final class ShareHolders {
    private static final Set<String> TRAFFIC = Set.of("ramp", "shift");
    private static final Set<StepState> UNDER_WAY = Set.of(StepState.RUNNING, StepState.WAITING);

    private final Migration migration;
    private final List<StepRow> rows;

    /** @param rows the steps of the passage that were begun, at least one */
    ShareHolders(Migration migration, List<StepRow> rows) {
        this.migration = migration;
        this.rows = rows;
    }

    /** True while a ramp moves the share. */
    boolean isRamping(Traffic service) {
        return rows.stream()
                .anyMatch(row -> UNDER_WAY.contains(row.state())
                        && isTraffic(row, service)
                        && row.kind().equals("ramp"));
    }

    /** The step that gave v2 its share; where a person did, what was begun last. */
    Step holder(Traffic service) {
        return rows.stream()
                .filter(row -> isTraffic(row, service) && isStanding(row))
                .max(Comparator.comparing(StepRow::number))
                .map(this::step)
                .orElseGet(this::last);
    }

    /** The step that was begun last. */
    Step last() {
        return step(rows.stream().max(Comparator.comparing(StepRow::number)).orElseThrow());
    }

    /**
     * True where the share was taken back and its holder does not know: no step has failed with it since, and the holder was not
     * begun again.
     *
     * @param why what a step says that has failed with it
     */
    boolean isUntold(Traffic service, Share share, String why) {
        Step holder = holder(service);
        return rows.stream().noneMatch(row -> isTold(row, share, why))
                && rows.stream()
                        .anyMatch(row -> row.step().equals(holder.id())
                                && isStanding(row)
                                && row.begun().isBefore(share.changed()));
    }

    private static boolean isTold(StepRow row, Share share, String why) {
        boolean since = row.asks() || row.ended() != null && !row.ended().isBefore(share.changed());
        return since && row.reason().startsWith(why);
    }

    private static boolean isStanding(StepRow row) {
        return row.state() == StepState.DONE || UNDER_WAY.contains(row.state());
    }

    private boolean isTraffic(StepRow row, Traffic service) {
        return TRAFFIC.contains(row.kind())
                && step(row).options().path("of").asText().equals(service.name());
    }

    private Step step(StepRow row) {
        return migration.plan().steps().stream()
                .filter(step -> step.id().equals(row.step()))
                .findFirst()
                .orElseThrow(
                        () -> new CaravanException(ErrorCode.PLAN_CHANGED, row.step(), "is not in the plan any more"));
    }
}
