package dev.caravan.repository;

import dev.caravan.model.Reject;
import java.time.Instant;

/**
 * A reject as the state keeps it.
 *
 * @param record the record as it was read, cut at 64 KB with a mark that says so; null when it could not be read
 * @param at when it was kept
 */
public record KeptReject(String partition, Reject reject, Disposition disposition, String record, Instant at) {
    /** True for a record that was not accepted; false where the target's own row was kept instead. */
    public boolean rejected() {
        return disposition == Disposition.REJECTED;
    }
}
