package dev.caravan.relational;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the name that was probably meant. */
public final class Names {
    private Names() {}

    /** {@code " (did you mean 'x'?)"} for the known name that is nearest, or nothing when none is near. */
    public static String nearest(String wanted, Collection<String> known) {
        String folded = wanted.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(name -> distance(folded, name.toLowerCase(Locale.ROOT)) <= Math.max(1, wanted.length() / 3))
                .min(Comparator.comparingInt(name -> distance(folded, name.toLowerCase(Locale.ROOT))))
                .map(name -> " (did you mean '" + name + "'?)")
                .orElse("");
    }

    /** Single letters added, left out or changed between the two. */
    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
