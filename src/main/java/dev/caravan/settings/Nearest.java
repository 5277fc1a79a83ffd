package dev.caravan.settings;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the known name that somebody may have meant. */
public final class Nearest {
    private static final int LONGEST = 100;
    private static final int SHORTEST_BEGINNING = 3;

    private Nearest() {}

    /** The sentence for an unknown name: {@code unknown key 'tabel'; nearest 'table'; known: key, table}. */
    public static String unknown(String what, String name, Collection<String> known) {
        String said = "unknown " + what + " '" + shown(name) + "'";
        if (known.isEmpty()) {
            return said + "; there is none here: take it out or define it";
        }
        String near = of(name, known).map(n -> "; nearest '" + n + "'").orElse("");
        return said + near + "; known: " + String.join(", ", new TreeSet<>(known));
    }

    /** The known name that is nearest, if one is near enough to be meant: what it is the beginning of comes first. */
    public static Optional<String> of(String name, Collection<String> known) {
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
        String wanted = name.toLowerCase(Locale.ROOT);
        Optional<String> begun = new TreeSet<>(known)
                .stream()
                        .filter(candidate -> wanted.length() >= SHORTEST_BEGINNING
                                && candidate.toLowerCase(Locale.ROOT).startsWith(wanted))
                        .findFirst();
        return begun.or(() -> nearest(wanted, known));
    }

    private static Optional<String> nearest(String wanted, Collection<String> known) {
        String best = null;
        int least = 1 + Math.max(1, Math.min(3, (wanted.length() + 1) / 3));
        for (String candidate : new TreeSet<>(known)) {
            int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** A name as messages show it: cut where it is long. */
    public static String shown(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "...";
    }

    /** Levenshtein's distance, with the swap of two neighbours as one step. */
    static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                steps[i][j] = Math.min(i, j) == 0 ? Math.max(i, j) : step(steps, a, b, i, j);
            }
        }
        return steps[a.length()][b.length()];
    }

    private static int step(int[][] steps, String a, String b, int i, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(steps[i - 1][j] + 1, Math.min(steps[i][j - 1] + 1, steps[i - 1][j - 1] + change));
        boolean swap = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swap ? Math.min(best, steps[i - 2][j - 2] + 1) : best;
    }
}
