package dev.caravan.settings;

import dev.caravan.model.Durations;
import dev.caravan.model.Schedule;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;

/** Reads {@code schedule:}. */
final class ScheduleReader {
    private static final String CRON = "cron";
    private static final String EVERY = "every";
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** The schedule; null where there is none, or one with mistakes. */
    Schedule read(Section schedule) {
        if (!schedule.isMap()) {
            return null;
        }
        if (schedule.has(CRON) && schedule.has(EVERY)) {
            schedule.mistakeAtKey("'schedule' holds cron and every; keep one of them");
            return null;
        }
        if (!schedule.has(CRON) && !schedule.has(EVERY)) {
            schedule.lacks("'schedule' does not say when; add cron or every");
            return null;
        }
        ZoneId zone = Zones.read(schedule.at("zone"), ZoneOffset.UTC);
        if (schedule.has("zone") && !schedule.has(CRON)) {
            schedule.at("zone").mistakeAtKey("'zone' belongs to 'cron'; take it out");
        }
        String missed = schedule.text("missed");
        Schedule.Missed policy = "run".equals(missed) ? Schedule.Missed.RUN : Schedule.Missed.SKIP;
        return schedule.has(CRON) ? cron(schedule.at(CRON), zone, policy) : every(schedule.at(EVERY), policy);
    }

    private static Schedule cron(Section cron, ZoneId zone, Schedule.Missed missed) {
        if (cron.text() == null || zone == null) {
            return null;
        }
        try {
            String text = "cron '" + cron.text().strip() + "' " + zone.getId().replace("Z", "UTC");
            return new Schedule(text, CronText.quartz(cron.text()), zone, null, missed);
        } catch (IllegalArgumentException e) {
            cron.mistake("'" + cron.shown() + "' " + e.getMessage());
            return null;
        }
    }

    private static Schedule every(Section every, Schedule.Missed missed) {
        Duration time =
                every.text() == null ? null : Durations.parse(every.text()).orElse(null);
        if (time == null) {
            return null;
        }
        if (time.compareTo(SHORTEST) < 0) {
            every.mistake("'" + every.shown() + "' is shorter than a second; write a longer time");
            return null;
        }
        return new Schedule("every " + every.text().strip().toLowerCase(Locale.ROOT), null, null, time, missed);
    }
}
