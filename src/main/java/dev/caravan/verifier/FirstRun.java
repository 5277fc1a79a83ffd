package dev.caravan.verifier;

import dev.caravan.model.Partition;
import dev.caravan.model.Reject;
import java.util.List;

/** What the run that is verified kept of records that did not reach the target. */
@FunctionalInterface
public interface FirstRun {
    /**
     * The rejects, and the records whose existing row was kept, of the records {@code from} (inclusive) to {@code to}
     * (exclusive) of a partition, in any order. Only those of the stage {@code import} are looked at: what the stages
     * before rejected is found again by doing it again.
     */
    List<Reject> rejects(Partition partition, long from, long to);
}
