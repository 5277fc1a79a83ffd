package dev.caravan.repository;

import java.time.Instant;

/**
 * A moment in the copy of a pipeline to which a run can go back.
 *
 * @param number from 1
 * @param records how many were read until then
 * @param partitions how many were done until then
 */
public record Checkpoint(String pipeline, long number, Instant saved, long records, long partitions) {
    /** As a person names it: {@code captures@7}. */
    public String id() {
        return pipeline + "@" + number;
    }
}
