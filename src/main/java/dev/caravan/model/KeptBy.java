package dev.caravan.model;

import java.util.Arrays;
import java.util.List;

/** Which of several targets kept a row of their own, in the words of the reason that is kept with it. */
public final class KeptBy {
    private static final String WORDS = "kept by ";
    private static final String AND = " and ";

    private KeptBy() {}

    /** The reason with the names of those that kept theirs. */
    public static String reason(List<String> names, String reason) {
        return WORDS + String.join(AND, names) + ": " + reason;
    }

    /** True when it was this one that kept its row; where a reason names none, it may have been any. */
    public static boolean tells(String reason, String name) {
        if (name.isEmpty() || !reason.startsWith(WORDS)) {
            return true;
        }
        String names = reason.substring(WORDS.length(), Math.max(WORDS.length(), reason.indexOf(": ")));
        return Arrays.asList(names.split(AND)).contains(name);
    }
}
