package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.Order;
import dev.caravan.repository.StepRow;
import dev.caravan.step.gate.SignOffDesk;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** In which order a run does its work. Used under the run's lock, but for what shows where it stands. */
interface Course {
    /**
     * Does what can be done now.
     *
     * @return true when nothing is left to be done, or the run was stopped
     * @throws CaravanException when the run cannot go on
     */
    boolean goOn();

    /** The pipeline whose turn it is, or the last one; empty when there is none. */
    Optional<PipelineWork> current();

    /** Ends the pipelines that the end of the run leaves half-way. */
    void end(ErrorCode code);

    /** Gives v1 the traffic back that the plan has moved; called without the run's lock. */
    default void trafficFirst(String why) {
        // Without a plan none was moved
    }

    /**
     * Looks after the shares that the plan has moved; called without the run's lock.
     *
     * @return false where the course has no plan, so that this is another's
     */
    default boolean keepShares() {
        return false;
    }

    /** Begins the way back. Without a plan there is none: records stay, and v1 was only read. */
    default void takeBack(String why) {
        throw new CaravanException(
                ErrorCode.USAGE, "rollback", "no plan is under way, so there is nothing to take back");
    }

    /** What becomes of a sign-off; empty when it counts, else why it is refused. */
    default String signOff(Order order, SignOffDesk desk) {
        return "no plan is under way, so there is no gate";
    }

    /** The steps of the plan that were begun, in that order; empty without a plan. */
    default List<StepRow> steps() {
        return List.of();
    }

    /** When to look again though nothing has ended; empty when only an event helps. */
    default Optional<Instant> due() {
        return Optional.empty();
    }

    /** What it waits for; empty while it works. */
    default String waitingFor() {
        return "";
    }
}
