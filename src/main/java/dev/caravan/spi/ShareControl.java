package dev.caravan.spi;

import dev.caravan.model.Migration;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import java.util.Optional;

/**
 * The one way by which the share of a service changes, whoever wants it: steps, people, the way back. Safe for use by several
 * threads; what is called last wins, and a fall is never kept waiting by a rise.
 */
public interface ShareControl {
    /**
     * The split in force. A router that is not able to split yet is made able to first.
     *
     * @throws dev.caravan.model.CaravanException TARGET_UNUSABLE when the router cannot be asked
     */
    Split split(Migration migration, Traffic service);

    /** Why the share may not change so now, in a sentence; empty when it may. A fall always may. */
    Optional<String> refusal(ShareChange change);

    /** Why v1 cannot be given callers now, in a sentence; empty when it answers, or the file does not say where to ask. */
    default Optional<String> obstacle(Traffic service) {
        return Optional.empty();
    }

    /**
     * Changes the share at the router, proved through its listener, and tells it in the journal; that a rise is to come is
     * there before. A rise waits for its turn, at most one each {@code rise-every}. A fall happens at once, and even
     * where the journal cannot be written.
     *
     * @throws dev.caravan.model.CaravanException WAITING when a gate that is not passed forbids it, NO_GO when the data is not
     *     proved, ABORTED when a fall came between, TARGET_UNUSABLE when the router did not come to obey, or on the way back to a v1
     *     that does not answer
     */
    Shifted put(ShareChange change);
}
