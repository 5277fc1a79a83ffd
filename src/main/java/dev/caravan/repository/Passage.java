package dev.caravan.repository;

import java.time.Instant;

/**
 * One way through a plan.
 *
 * @param number from 1
 * @param startedBy who started it
 * @param ended null while it goes on
 * @param outcome null as long as {@code ended} is
 * @param rollback why it is being taken back, or null
 * @param rollbackBegun when that was begun, or null
 */
public record Passage(
        String migration,
        long number,
        Instant started,
        String startedBy,
        Instant ended,
        RunOutcome outcome,
        String rollback,
        Instant rollbackBegun) {}
