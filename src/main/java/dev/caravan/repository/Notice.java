package dev.caravan.repository;

import java.time.Instant;

/**
 * Something that people were told over one channel.
 *
 * @param passage 0 where there is none
 * @param cause names what was told of, so that it is told once
 * @param lost why it did not arrive, or null
 */
public record Notice(
        String migration,
        long passage,
        Instant at,
        String cause,
        String event,
        String channel,
        String text,
        String lost) {}
