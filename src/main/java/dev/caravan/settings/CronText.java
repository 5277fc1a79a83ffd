package dev.caravan.settings;

import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.quartz.CronExpression;

/**
 * A time table as cron writes it. Five fields are Unix's (minute, hour, day of month, month, day of week from 0, Sunday);
 * six or seven are Quartz's own, which begin with the second.
 */
final class CronText {
    private static final int UNIX_FIELDS = 5;
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final Pattern DAY_ITEM = Pattern.compile(
            "(?<from>\\*|[0-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(-(?<to>[0-7]|SUN|MON|TUE|WED|THU|FRI|SAT))?(/(?<step>[1-7]))?");

    private CronText() {}

    /**
     * The same in Quartz's form.
     *
     * @throws IllegalArgumentException with a sentence for people when it is none, or never comes
     */
    static String quartz(String text) {
        String[] fields = text.strip().toUpperCase(Locale.ROOT).split("\\s+");
        String quartz = fields.length == UNIX_FIELDS ? fromUnix(fields) : String.join(" ", fields);
        try {
            if (new CronExpression(quartz).getNextValidTimeAfter(Date.from(Instant.EPOCH)) == null) {
                throw new IllegalArgumentException("never comes; correct it");
            }
        } catch (ParseException e) {
            throw new IllegalArgumentException(
                    "is no time table (" + e.getMessage()
                            + "); write minute, hour, day of month, month and day of week",
                    e);
        }
        return quartz;
    }

    private static String fromUnix(String[] fields) {
        boolean anyDay = fields[2].equals("*");
        String weekDays = weekDays(fields[4]);
        if (!anyDay && !weekDays.equals("*")) {
            throw new IllegalArgumentException(
                    "has a day of month and a day of week, of which cron would take either;" + " make one of them '*'");
        }
        boolean byWeek = !weekDays.equals("*");
        String days = byWeek ? "?" : fields[2];
        return String.join(" ", "0", fields[0], fields[1], days, fields[3], byWeek ? weekDays : "?");
    }

    /** Quartz counts the days of the week from 1, and takes names as well. */
    private static String weekDays(String field) {
        TreeSet<Integer> days = new TreeSet<>();
        for (String item : field.split(",", -1)) {
            Matcher matcher = DAY_ITEM.matcher(item);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "has the day of week '" + Nearest.shown(item) + "'; write 0 (Sunday) to 6, or SUN to SAT");
            }
            add(matcher, days);
        }
        return days.size() == DAYS.size() ? "*" : days.stream().map(DAYS::get).collect(Collectors.joining(","));
    }

    private static void add(Matcher item, TreeSet<Integer> days) {
        boolean all = item.group("from").equals("*");
        int from = all ? 0 : day(item.group("from"));
        boolean open = all || (item.group("to") == null && item.group("step") != null);
        int to = open ? DAYS.size() - 1 : item.group("to") == null ? from : day(item.group("to"));
        if (to < from) {
            to += DAYS.size();
        }
        int step = item.group("step") == null ? 1 : Integer.parseInt(item.group("step"));
        for (int day = from; day <= to; day += step) {
            days.add(day % DAYS.size());
        }
    }

    private static int day(String text) {
        int named = DAYS.indexOf(text);
        return named >= 0 ? named : Integer.parseInt(text);
    }
}
