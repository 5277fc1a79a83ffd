package dev.caravan.model;

import java.time.Duration;
import java.time.ZoneId;

/**
 * When the long-running process starts a migration by itself: by {@code cron} or {@code every} so long, one of them.
 *
 * @param text as the file has it, for people
 * @param cron in Quartz's form, or null
 * @param zone the time zone of {@code cron}
 * @param every the time between two starts, or null
 * @param missed what becomes of a start whose time came while the process was down
 */
public record Schedule(String text, String cron, ZoneId zone, Duration every, Missed missed) {

    /** What becomes of missed starts. */
    public enum Missed {
        /** They are told of, and the next one comes at its own time. */
        SKIP,
        /** One start makes up for all of them, as soon as the process is up. */
        RUN
    }
}
