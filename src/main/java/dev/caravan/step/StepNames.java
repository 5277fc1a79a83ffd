package dev.caravan.step;

import dev.caravan.spi.StepCall;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The name of what a step leaves on the disk: {@code phase.step-passage-time}. The time is the step's beginning, so a step that
 * goes on finds its own, and one that begins again does not.
 *
 * @param family the beginning of the name, the same for every time the step begins in this passage
 */
public record StepNames(String family, String full) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LONGEST = 60;

    /** The name for a call's step. */
    public static StepNames of(StepCall call) {
        String family = plain(call.step().phase()) + "." + plain(call.step().name()) + "-" + call.passage() + "-";
        return new StepNames(family, family + STAMP.format(call.begun()));
    }

    /** A part of a path: what a name may hold and a path should not becomes a hyphen. */
    public static String plain(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
    }
}
