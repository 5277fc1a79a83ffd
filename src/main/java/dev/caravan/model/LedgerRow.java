package dev.caravan.model;

import java.time.Instant;
import java.util.Map;

/**
 * What the target knows of one partition, written in the same transaction as the rows.
 *
 * @param position how far it is done
 * @param done true when nothing of it is left
 * @param counts of the records before {@code position}
 * @param children the same for each child table, by name
 * @param identity what the source's partition was at the first start (a digest, or a stamp
 *     until that is known): another one is refused
 */
public record LedgerRow(
        String partition,
        Position position,
        boolean done,
        Counts counts,
        Map<String, Counts> children,
        String identity,
        Instant updated) {
    public LedgerRow {
        children = Map.copyOf(children);
    }
}
