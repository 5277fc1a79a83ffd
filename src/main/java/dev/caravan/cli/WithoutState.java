package dev.caravan.cli;

import dev.caravan.camel.StepHands;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.spi.TrafficRouter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Sends everybody back to v1 by the routers alone, in an emergency in which the state cannot be used or is held by somebody: what
 * is broken here must not keep users on a bad v2. What was in force before nobody can tell then; v1 always serves.
 *
 * @param state the state's folder
 */
record WithoutState(Path state) {
    /** A state that is broken, full, busy, or held by a run that does not answer. */
    private static final Set<ErrorCode> OURS =
            Set.of(ErrorCode.STATE_UNUSABLE, ErrorCode.STATE_LOCKED, ErrorCode.IO_FAILED, ErrorCode.INTERNAL);

    /** The failure to end with, which says what became of the traffic. */
    CaravanException lower(Migration migration, CaravanException why) {
        if (!OURS.contains(why.code()) || migration.traffic().isEmpty()) {
            return why;
        }
        List<String> said = new ArrayList<>();
        for (Traffic service : migration.traffic().values()) {
            said.add(lower(migration, service));
        }
        String text = why.getMessage() + "; without the state, and not in its journal: " + String.join("; ", said);
        return new CaravanException(why.code(), why.where(), text, why);
    }

    private String lower(Migration migration, Traffic service) {
        try (TrafficRouter router = StepHands.routers(state).apply(migration.name(), service)) {
            router.put(Split.NONE);
            return "'" + service.name() + "' was sent back to v1";
        } catch (CaravanException silent) {
            return "'" + service.name() + "' could not be sent back to v1: " + silent.getMessage();
        }
    }
}
